package dev.weir.internal.service.console;

/** What those see who have not given the key of the console. */
final class KeyForm {

  private KeyForm() {}

  static void write(Html html, String place) {
    html.element("h1", "The key of this console");
    html.element(
        "p", "Every user of this machine can reach this address. The key is " + place + ".");
    html.open("form", "method", "post", "action", Page.ROOT + "enter");
    html.open("label").text("Key ");
    html.open("input", "type", "password", "name", "key", "autocomplete", "current-password");
    html.close();
    html.element("button", "Open", "type", "submit");
    html.close();
  }
}
