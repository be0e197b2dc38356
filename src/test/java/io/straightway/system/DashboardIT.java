package io.straightway.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.straightway.catalog.ModelCard;
import io.straightway.catalog.ModelShelf;
import io.straightway.catalog.StoreCatalog;
import io.straightway.json.Json;
import io.straightway.store.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages as people use them: a real Chromium against a real node that asks for a token. */
class DashboardIT {
    private static final double PATIENCE = Duration.ofMinutes(4).toMillis();
    private static final String TOKEN = "hush-4411";

    @TempDir
    static Path folder;

    static NodeProcess node;
    static Browser browser;

    @BeforeAll
    static void start() throws IOException {
        Optional<Path> chromium = Browser.executable();
        assumeTrue(chromium.isPresent(), "Chromium is not installed (on Debian and Ubuntu: apt-get install chromium), so nothing is known about the dashboard");
        node = new NodeProcess(folder, Map.of("STRAIGHTWAY_WEB_TOKEN", TOKEN, "STRAIGHTWAY_WORKER_PREVIEW_IMAGES", "4",
                "STRAIGHTWAY_WORKER_PREVIEW_SHARE", "1")).start();
        try (ObjectStore store = node.store()) {
            TinyWorld.stock(store);
            ModelCard card = Json.read(resource("model.json"), ModelCard.class);
            new ModelShelf(store, new StoreCatalog(store)).put(card, resource("model.safetensors"));
        }
        browser = new Browser(chromium.get(), node.origin());
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (browser != null) {
            browser.close();
        }
        if (node != null) {
            node.close();
        }
    }

    @Test
    void aJobIsSubmittedFromTheFormWatchedToItsEndAndItsImagesAreSeen() {
        // Given: the page, once the token is known
        Page page = browser.window(1280, 900, ColorScheme.LIGHT);
        enter(page);
        assertThat(page.locator("#live")).hasText("live");
        Browser.assertUsable(page);

        // When: a job with a value that is not allowed is tried
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Submit a job")).click();
        field(page, "Model").fill("emoji-teacher");
        field(page, "Job id").fill("from-the-form");
        field(page, "Images").fill("0");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Dry run")).click();

        // Then: the field says what is allowed
        assertThat(field(page, "Images")).hasAttribute("aria-invalid", "true");
        assertThat(page.locator(".answer")).containsText("a whole number from 1 to 10000000");
        Browser.assertUsable(page);

        // When: it is put right and tried again
        field(page, "Images").fill("40");
        field(page, "Evaluations per image").fill("3");
        field(page, "Images per shard").fill("8");
        field(page, "Compare with").fill(TinyWorld.DATASET);
        page.getByLabel("A 95 % interval of the distance").check();
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Dry run")).click();
        assertThat(page.locator(".answer")).containsText("It can run: 6 units");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Submit").setExact(true)).click();

        // Then: its page follows it to its end without being loaded again
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("from-the-form"))).isVisible();
        assertThat(page.locator(".head .badge")).hasText("succeeded", new LocatorAssertions.HasTextOptions().setTimeout(PATIENCE));
        assertThat(page.locator("#counts")).hasText("40 of 40");
        assertThat(page.locator("#distance")).not().isEmpty();
        assertThat(page.locator("main")).containsText("jackknife over 5 shards");
        assertThat(page.locator(".timeline")).containsText("Accepted");
        assertLoaded(page.getByAltText("Grid of images of job from-the-form"));
        assertLoaded(page.locator(".thumb img").nth(39));
        Browser.assertUsable(page);
        Browser.picture(page, "dashboard-job");

        // When: an image is opened and left by keys alone
        page.locator(".thumb").first().focus();
        page.keyboard().press("Enter");
        assertThat(page.locator(".lightbox")).containsText("seed 0");
        page.keyboard().press("ArrowRight");
        assertThat(page.locator(".lightbox")).containsText("seed 1");
        page.keyboard().press("Escape");
        assertThat(page.locator(".lightbox")).hasCount(0);

        // Then: the other pages know it, too
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Jobs")).click();
        assertThat(page.locator("tr[data-job=from-the-form]")).containsText("succeeded");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Workers")).click();
        assertThat(page.locator("table.workers")).containsText("cpu");
        Browser.assertUsable(page);
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Models")).click();
        assertThat(page.locator(".lineage")).containsText("emoji-teacher");
        Browser.assertUsable(page);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aTrainingShowsWhatItDrawsOnTheWay() {
        // Given: a page that is open before there is anything to see
        Page page = browser.window(1280, 900, ColorScheme.LIGHT);
        enter(page);
        assertThat(ask("POST", "/api/v1/jobs", TinyWorld.teacher("in-training", "seen", 1_000_000, 320))).startsWith("202");
        page.evaluate("location.hash = '#/jobs/in-training'");

        // Then: it appears while the training goes on, and gives way to the next
        Locator preview = page.getByAltText(Pattern.compile("Preview of stage 0-teacher of job in-training after \\d+ training images"));
        assertThat(preview).isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(PATIENCE));
        assertLoaded(preview);
        String first = preview.getAttribute("alt");
        assertThat(preview).not().hasAttribute("alt", first, new LocatorAssertions.HasAttributeOptions().setTimeout(PATIENCE));
        assertThat(page.locator("figure.preview")).hasCount(1);
        assertThat(page.locator(".head .badge")).hasText("running");
        Browser.assertUsable(page);

        ask("POST", "/api/v1/jobs/in-training/signals", "{\"kind\":\"cancel\"}");
        assertThat(page.locator(".head .badge")).hasText("cancelled", new LocatorAssertions.HasTextOptions().setTimeout(PATIENCE));
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void whatIsTypedWhileTheModelsAreLookedUpStaysAsItIs() {
        // Given: the form, before it is known which models there are
        Page page = browser.window(1280, 900, ColorScheme.LIGHT);
        enter(page);
        assertThat(page.locator("#live")).hasText("live");
        List<Route> lookups = new ArrayList<>();
        page.route("**/api/v1/models", lookups::add);
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Submit a job")).click();
        field(page, "Model").focus();
        page.waitForCondition(() -> !lookups.isEmpty());

        // When: that comes while somebody is about to write
        lookups.forEach(Route::resume);
        assertThat(page.locator("#models option")).not().hasCount(0);
        page.keyboard().type("emoji-t");

        // Then
        assertThat(field(page, "Model")).hasValue("emoji-t");
        assertThat(page.getByLabel("The job as JSON")).hasValue(Pattern.compile("\"model\": \"emoji-t\""));
    }

    @Test
    void itFitsAPhoneAndTheDark() {
        // Given
        Page page = browser.window(390, 844, ColorScheme.DARK);
        enter(page);

        // When
        for (String place : new String[] {"jobs", "workers", "models", "submit"}) {
            page.evaluate("place => { location.hash = '#/' + place; }", place);
            assertThat(page.locator("nav a[aria-current=page]")).hasAttribute("href", "#/" + place);
            assertThat(page.locator("main h1")).isVisible();
            assertThat(page.locator("[aria-busy]")).hasCount(0);

            // Then
            Browser.assertFits(page);
            Browser.assertUsable(page);
        }
    }

    @Test
    void theApiRefusesWhatLeadsOutOfAJobOrBeyondItsLimits() {
        assertThat(node.call("GET", "/api/v1/jobs", "", Map.of())).startsWith("401");
        assertThat(node.answer("/q/health/live")).startsWith("200");
        assertThat(node.answer("/")).startsWith("200").contains("<!doctype html>");
        assertThat(ask("GET", "/api/v1/jobs?limit=0")).startsWith("400").contains("limit").contains("a whole number from 1 to 500");
        assertThat(ask("GET", "/api/v1/jobs/no-such-job")).startsWith("404").contains("no job has the id no-such-job");
        assertThat(ask("GET", "/api/v1/jobs/..%2F..%2Fmodels/events")).matches("(?s)40[04] .*");
        assertThat(ask("GET", "/api/v1/events?job=a/b")).startsWith("400");
        assertThat(ask("GET", "/api/v1/models/emoji-teacher@../lineage")).startsWith("400");
        assertThat(ask("GET", "/api/v1/models/nobody/lineage")).startsWith("404");
        assertThat(ask("POST", "/api/v1/jobs", "{")).startsWith("400").contains("not JSON");
        assertThat(ask("POST", "/api/v1/jobs", "[]")).startsWith("400").contains("no JSON object");
        assertThat(ask("POST", "/api/v1/jobs", "{\"id\":\"x\",\"model\":\"m\",\"images\":1,\"colour\":\"red\"}")).startsWith("4").contains("colour");
        assertThat(ask("POST", "/api/v1/jobs", "{\"id\":\"" + "x".repeat(2 << 20) + "\"}")).startsWith("413");
        assertThat(ask("POST", "/api/v1/jobs?dryRun=true", "{\"id\":\"x\",\"model\":\"nobody\",\"images\":1}")).startsWith("422").contains("a published model");
        assertThat(node.call("POST", "/api/v1/jobs", "{}", Map.of("Authorization", "Bearer " + TOKEN, "Content-Type", "text/plain"))).startsWith("415");
    }

    @Test
    void whatAJobWroteIsServedAndNothingBeside() {
        // Given
        ask("POST", "/api/v1/jobs", "{\"id\":\"shelf\",\"model\":\"emoji-teacher\",\"images\":4,\"sampling\":{\"nfe\":1},\"shardImages\":2}");
        Awaitility.await().atMost(Duration.ofMinutes(4)).until(() -> ask("GET", "/api/v1/jobs/shelf").contains("SUCCEEDED"));

        // Then
        assertThat(ask("GET", "/api/v1/jobs/shelf/manifest?offset=1&limit=2")).startsWith("200").contains("\"seed\":1").contains("\"seed\":2").contains("\"more\":true");
        assertThat(ask("GET", "/api/v1/jobs/shelf/manifest?limit=501")).startsWith("400");
        assertThat(ask("GET", "/api/v1/jobs/shelf/images/3")).startsWith("200").contains("PNG");
        assertThat(ask("GET", "/api/v1/jobs/shelf/images/4")).startsWith("404");
        assertThat(ask("GET", "/api/v1/jobs/shelf/images/-1")).startsWith("400");
        assertThat(ask("GET", "/api/v1/jobs/shelf/objects")).contains("grid.png");
        assertThat(ask("GET", "/api/v1/jobs/shelf/objects?under=shards")).startsWith("200").contains("shards/00001").doesNotContain("grid.png");
        assertThat(ask("GET", "/api/v1/jobs/shelf/objects?under=..")).startsWith("400").contains("a folder of the job");
        assertThat(ask("GET", "/api/v1/jobs/shelf/objects/grid.png")).startsWith("200").contains("PNG");
        assertThat(ask("GET", "/api/v1/jobs/shelf/objects/manifest.json")).startsWith("200").contains("imagesDigest");
        assertThat(ask("GET", "/api/v1/jobs/shelf/objects/no.png")).startsWith("404");
        assertThat(ask("GET", "/api/v1/jobs/shelf/objects/shards/00000.zip")).startsWith("400");
        assertThat(ask("GET", "/api/v1/jobs/shelf/objects/..%2F..%2Fmodels%2Femoji-teacher%2Fmodel.json")).matches("(?s)40[04] .*");
        assertThat(ask("GET", "/api/v1/jobs/shelf/events?after=0")).startsWith("200").contains("step-completed").doesNotContain("\"sequence\":0,");
        assertThat(ask("POST", "/api/v1/jobs/shelf/signals", "{\"kind\":\"dance\"}")).startsWith("400").contains("cancel, pause or resume");
        assertThat(ask("POST", "/api/v1/jobs/shelf/signals", "{\"kind\":\"cancel\"}")).startsWith("202").contains("signalId");
    }

    private static void enter(Page page) {
        page.navigate(node.origin() + "/");
        field(page, "Token").fill(TOKEN);
        page.keyboard().press("Enter");
    }

    private static Locator field(Page page, String label) {
        return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
    }

    private static void assertLoaded(Locator image) {
        assertThat(image).hasJSProperty("complete", true);
        Awaitility.await("pixels").atMost(Duration.ofMinutes(1)).until(() -> (int) image.evaluate("image => image.naturalWidth") > 0);
    }

    private static String ask(String method, String path) {
        return ask(method, path, "");
    }

    private static String ask(String method, String path, String body) {
        return node.call(method, path, body, Map.of("Authorization", "Bearer " + TOKEN, "Content-Type", "application/json"));
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = DashboardIT.class.getResourceAsStream("/demo/teacher/" + name)) {
            return in.readAllBytes();
        }
    }
}
