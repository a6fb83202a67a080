package dev.weir.internal.service.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.triage.AlertRow;
import dev.weir.testkit.ShippedRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** The pages in a real browser. */
@Tag("thorough")
class BrowserTest {

  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final Path AXE = Path.of("target/clients/node_modules/axe-core/axe.min.js");
  private static final Path PICTURES = Path.of("target/console");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What sticks out of the page, if it is wider than the window. */
  private static final String TOO_WIDE =
      "const width = document.documentElement.clientWidth;"
          + "return document.documentElement.scrollWidth <= width ? [] :"
          + "[...document.querySelectorAll('main *')]"
          + ".filter(e => e.getBoundingClientRect().right > width && !e.closest('.scroll'))"
          + ".map(e => e.outerHTML.slice(0, 100))";

  private static ChromeDriver browser;

  @TempDir private Path folder;
  private ConsoleFixture console;

  @BeforeAll
  static void startBrowser() {
    assumeTrue(
        Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER),
        "chromium and its driver are not installed: .ci/run installs them");
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toString());
    options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu");
    options.addArguments("--disable-dev-shm-usage", "--hide-scrollbars");
    browser =
        new ChromeDriver(
            new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile()).build(),
            options);
  }

  @AfterAll
  static void endBrowser() {
    if (browser != null) {
      browser.quit();
    }
  }

  @BeforeEach
  void start() throws IOException {
    console = new ConsoleFixture(folder, ShippedRules.get());
    browser.get(console.url("/console/" + console.key.query()));
    show(1100, "light");
  }

  @AfterEach
  void stop() throws IOException {
    browser.get("about:blank");
    console.close();
  }

  private static void show(int width, String scheme) {
    browser.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 800, "deviceScaleFactor", 1, "mobile", false));
    browser.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  private void open(String path) {
    browser.get(console.url(path));
  }

  private static void press(CharSequence... keys) {
    browser.switchTo().activeElement().sendKeys(keys);
  }

  private static String text(String selector) {
    return browser.findElement(By.cssSelector(selector)).getText();
  }

  private static void awaitTrue(Callable<Boolean> condition) {
    await().atMost(PATIENCE).ignoreExceptions().until(condition);
  }

  private AlertRow alert(String id) throws IOException {
    AlertRow alert = console.store.alert(id);
    assertThat(alert).isNotNull();
    return alert;
  }

  @Test
  void threeAlertsAreTriagedWithTheMouse() throws IOException {
    List<String> ids = console.quickstart();
    open("/console/");

    browser.findElement(By.cssSelector("a.open[href$='" + ids.get(0) + "']")).click();
    browser.findElement(By.id("acknowledge")).click();
    awaitTrue(() -> text("#work .state").equals("acknowledged"));
    browser.findElement(By.id("comment")).sendKeys("asked the owner");
    browser.findElement(By.xpath("//button[.='Add']")).click();
    awaitTrue(() -> text(".history").contains("asked the owner"));
    browser.findElement(By.xpath("//button[.='Close']")).click();
    awaitTrue(() -> text("#work .state").equals("closed: true"));
    browser.findElement(By.id("back")).click();
    awaitTrue(() -> text(".count").equals("2 alerts"));

    browser.findElements(By.cssSelector("input[name=id]")).forEach(box -> box.click());
    browser.findElement(By.xpath("//button[.='Close: false']")).click();

    awaitTrue(() -> text(".empty").contains("No alert passes these filters"));
    assertThat(alert(ids.get(0)).verdict()).isEqualTo("true");
    assertThat(alert(ids.get(1)).verdict()).isEqualTo("false");
    assertThat(alert(ids.get(2)).verdict()).isEqualTo("false");
  }

  @Test
  void threeAlertsAreTriagedWithTheKeyboard() throws IOException {
    List<String> ids = console.quickstart(); // the list begins with the newest, the last of them
    open("/console/");

    press("j");
    press("j");
    press(Keys.ENTER);
    awaitTrue(() -> browser.getCurrentUrl().endsWith(ids.get(1)));
    press("a");
    awaitTrue(() -> text("#work .state").equals("acknowledged"));
    press("m");
    press("not ours", Keys.ENTER);
    awaitTrue(() -> text(".history").contains("not ours"));
    press("c");
    press("false", Keys.TAB, Keys.ENTER);
    awaitTrue(() -> text("#work .state").equals("closed: false"));
    press("u");
    awaitTrue(() -> text(".count").equals("2 alerts"));
    press("j");
    press("x");
    press("j");
    press("x");
    press("a");
    awaitTrue(() -> alert(ids.get(0)).state().equals("acknowledged"));
    awaitTrue(() -> alert(ids.get(2)).state().equals("acknowledged"));
    awaitTrue(() -> text(".count").equals("2 alerts"));
    press("/");
    press("collect.py", Keys.ENTER);
    awaitTrue(() -> browser.getCurrentUrl().contains("text=collect.py"));
    assertThat(text(".empty")).contains("No alert passes these filters");
  }

  @Test
  void newAlertsAppearByThemselvesAndTheSelectionStays() throws IOException {
    console.detect(HostileText.events(1, "first"));
    open("/console/");
    awaitTrue(() -> text("#connection").equals("live"));
    browser.findElement(By.cssSelector("input[name=id]")).click();

    console.detect(HostileText.events(2, "second"));

    awaitTrue(() -> text(".count").equals("2 alerts"));
    assertThat(browser.findElements(By.cssSelector("input[name=id]:checked"))).hasSize(1);
  }

  @Test
  void noTextOfAnAttackerRuns() throws IOException {
    List<String> texts = HostileText.all();
    int number = 0;
    for (int from = 0; from < texts.size(); from += 20) { // several in each value
      List<String> some = texts.subList(from, Math.min(texts.size(), from + 20));
      String joined =
          String.join(" ", some).substring(0, Math.min(700, String.join(" ", some).length()));
      String id = console.detect(HostileText.events(++number, joined)).get(0);
      open("/console/alert/" + id);
      assertHarmless();
    }
    open("/console/");
    assertHarmless();
    assertThat(console.troubles.refusals()).isEmpty();

    // the report that stayed away would have come
    browser.executeScript(
        "const s = document.createElement('script'); s.text = 'window.hacked = 1';"
            + "document.body.append(s)");
    awaitTrue(
        () -> console.troubles.refusals().containsKey(new Troubles.Refusal("console", "csp")));
    assertHarmless();
  }

  private static void assertHarmless() {
    assertThat(browser.executeScript("return typeof window.hacked")).isEqualTo("undefined");
    assertThat((List<?>) browser.executeScript(TOO_WIDE)).as(browser.getCurrentUrl()).isEmpty();
  }

  @Test
  @SuppressWarnings("unchecked")
  void axeFindsNothing() throws IOException {
    assumeTrue(Files.exists(AXE), "axe-core is not installed: .ci/run installs it");
    String axe = Files.readString(AXE);
    String id = console.quickstart().get(0);
    for (String path : List.of("/console/", "/console/alert/" + id, "/console/?state=closed")) {
      for (String scheme : List.of("light", "dark")) {
        for (int width : List.of(1100, 360)) {
          show(width, scheme);
          open(path);
          browser.executeScript(axe);
          Object found =
              browser.executeAsyncScript(
                  "const done = arguments[arguments.length - 1];"
                      + "axe.run().then(r => done(r.violations.map("
                      + "v => v.id + ': ' + v.nodes.map(n => n.target + ' ' + n.failureSummary))))");
          assertThat((List<String>) found).as("%s %s %d", path, scheme, width).isEmpty();
          assertThat((List<String>) browser.executeScript(TOO_WIDE))
              .as("%s %d", path, width)
              .isEmpty();
        }
      }
    }
  }

  /** For docs/console.md, which has copies of these pictures. */
  @Test
  void picturesAreTaken() throws IOException {
    Files.createDirectories(PICTURES);
    String id = console.quickstart().get(0);
    for (String scheme : List.of("light", "dark")) {
      show(1100, scheme);
      open("/console/");
      picture("now-" + scheme, 620);
      open("/console/alert/" + id);
      picture("alert-" + scheme, 1500);
    }
    show(360, "light");
    open("/console/");
    picture("now-small", 900);
  }

  private static void picture(String name, int height) throws IOException {
    Object data =
        browser
            .executeCdpCommand(
                "Page.captureScreenshot",
                Map.of(
                    "format",
                    "webp",
                    "quality",
                    70,
                    "captureBeyondViewport",
                    true,
                    "clip",
                    Map.of(
                        "x",
                        0,
                        "y",
                        0,
                        "width",
                        browser.executeScript("return innerWidth"),
                        "height",
                        height,
                        "scale",
                        1)))
            .get("data");
    byte[] picture = Base64.getDecoder().decode((String) data);
    assertThat(picture).hasSizeBetween(2_000, 150_000);
    Files.write(PICTURES.resolve(name + ".webp"), picture);
  }
}
