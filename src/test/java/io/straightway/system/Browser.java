package io.straightway.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** The Chromium of this machine, with an ear for everything that goes wrong in a page. */
final class Browser implements AutoCloseable {
    private static final Path PICTURES = Path.of("target/screenshots");

    /** Milliseconds, for a machine that is busy with other tests. */
    private static final double PATIENCE = 60_000;

    private final Playwright playwright = Playwright.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    private final com.microsoft.playwright.Browser chromium;
    private final String origin;
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    Browser(Path executable, String origin) {
        this.origin = origin;
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE);
        chromium = playwright.chromium().launch(new BrowserType.LaunchOptions().setExecutablePath(executable).setArgs(List.of("--no-sandbox", "--disable-gpu",
                "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")));
    }

    static Optional<Path> executable() {
        return Stream.of("chromium", "chromium-browser", "google-chrome").flatMap(name -> Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(folder -> Path.of(folder, name))).filter(Files::isExecutable).findFirst();
    }

    /** A window of its own, without anything from others. */
    Page window(int width, int height, ColorScheme scheme) {
        BrowserContext context = chromium.newContext(new com.microsoft.playwright.Browser.NewContextOptions().setViewportSize(width, height).setColorScheme(scheme));
        context.setDefaultTimeout(PATIENCE);
        Page page = context.newPage();
        page.onPageError(error -> complaints.add("error: " + error));
        // What the security policy forbids is told here, too; that a token is wanted is told by the answer 401.
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") && !message.text().contains("status of 4")) {
                complaints.add("console: " + message.text());
            }
        });
        page.onRequest(request -> {
            if (!request.url().startsWith(origin) && !request.url().startsWith("blob:" + origin)) {
                complaints.add("asked elsewhere: " + request.url());
            }
        });
        return page;
    }

    /** What no page should have caused. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** Rules of the Web Content Accessibility Guidelines, levels A and AA, as far as a machine can judge them. */
    static void assertUsable(Page page) {
        var found = new AxeBuilder(page).withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa")).analyze().getViolations();
        assertThat(found.stream().flatMap(rule -> rule.getNodes().stream().map(node -> rule.getId() + ": " + node.getHtml() + " " + node.getFailureSummary())))
                .as("accessibility of " + page.url()).isEmpty();
    }

    /** Nothing sticks out sideways. */
    static void assertFits(Page page) {
        assertThat(page.evaluate("document.documentElement.scrollWidth - window.innerWidth")).as("width of " + page.url()).isEqualTo(0);
    }

    static void picture(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")));
    }

    @Override
    public void close() {
        playwright.close();
    }
}
