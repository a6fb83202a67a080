package dev.weir.internal.service.console;

import java.io.IOException;

/** The frame of every page. */
final class Page {

  /** What every address of the console begins with. */
  static final String ROOT = "/console/";

  /** Writes the content of a page, or a part of one. */
  interface Writer {
    void write(Html html) throws IOException;
  }

  private Page() {}

  /**
   * Writes a page.
   *
   * @param here the address of the current entry of the menu
   * @param token what a form must send back
   */
  static String of(String title, String here, String token, Writer content) throws IOException {
    Html html = new Html().document().open("html", "lang", "en").open("head");
    html.open("meta", "charset", "utf-8");
    html.open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.open("meta", "name", "color-scheme", "content", "light dark");
    html.open("meta", "name", "token", "content", token);
    html.element("title", title + " · Weir");
    html.open("link", "rel", "icon", "href", ROOT + "icon.svg");
    html.open("link", "rel", "stylesheet", "href", ROOT + "console.css");
    html.element("script", "", "src", ROOT + "console.js", "defer", "");
    html.close().open("body");
    html.element("a", "Skip to the content", "class", "skip", "href", "#main");
    html.open("header").element("a", "Weir", "class", "brand", "href", ROOT);
    html.open("nav", "aria-label", "Pages");
    entry(html, "Now", ROOT, here);
    html.close();
    html.element("span", "", "id", "connection", "role", "status");
    html.close();
    html.open("main", "id", "main", "tabindex", "-1");
    content.write(html);
    html.close();
    keys(html);
    return html.close().close().toString();
  }

  private static void entry(Html html, String name, String address, String here) {
    if (address.equals(here)) {
      html.element("a", name, "href", address, "aria-current", "page");
    } else {
      html.element("a", name, "href", address);
    }
  }

  private static void keys(Html html) {
    html.open("footer").open("details").element("summary", "Keys");
    html.open("dl");
    String[][] keys = {
      {"j, k", "the next alert, the one before"},
      {"Enter", "open it"},
      {"x", "select it"},
      {"/", "search"},
      {"a", "acknowledge"},
      {"c", "close, with a verdict"},
      {"m", "comment"},
      {"u", "back to the list"}
    };
    for (String[] key : keys) {
      html.open("div").element("dt", key[0]).element("dd", key[1]).close();
    }
    html.close().close().close();
  }

  /** The fields that every form sends with its own. */
  static Html form(Html html, String action, String token, String... attributes) {
    String[] all = new String[attributes.length + 4];
    all[0] = "method";
    all[1] = "post";
    all[2] = "action";
    all[3] = action;
    System.arraycopy(attributes, 0, all, 4, attributes.length);
    return html.open("form", all).open("input", "type", "hidden", "name", "token", "value", token);
  }
}
