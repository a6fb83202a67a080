package dev.weir.internal.service.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HtmlTest {

  @Test
  void textIsEscapedInTextAndAttributes() {
    assertThat(new Html().element("p", "<i>\"&'", "title", "\"><script>").toString())
        .isEqualTo("<p title=\"&quot;&gt;&lt;script&gt;\">&lt;i&gt;&quot;&amp;&#39;</p>");
  }

  @Test
  void invisibleCharactersAreShownAsNumbers() {
    assertThat(new Html().element("p", "a\u202eb\u0007").toString())
        .isEqualTo(
            "<p>a<span class=\"unseen\">U+202E</span>b<span class=\"unseen\">U+0007</span></p>");
    assertThat(new Html().open("svg").element("text", "\u202e").close().toString())
        .isEqualTo("<svg><text>[U+202E]</text></svg>");
    assertThat(new Html().element("p", "", "title", "\u202e\n").toString())
        .isEqualTo("<p title=\"\\u202e\\u000a\"></p>");
    assertThat(new Html().open("pre").lines("a\n\tb").close().toString())
        .isEqualTo("<pre>a\n\tb</pre>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"javascript:alert(1)", "data:text/html,x", "//evil.example", " javascript:x", ""})
  void anAddressLeadsToThePagesOrToTheWeb(String address) {
    assertThat(new Html().element("a", "x", "href", address).toString()).isEqualTo("<a>x</a>");
  }

  @Test
  void scriptsAndStylesOfAnElementAreRefused() {
    assertThatThrownBy(() -> new Html().open("p", "onclick", "x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Html().open("p", "style", "x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Html().open("p><script"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
