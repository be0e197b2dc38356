/** What a process tells about itself while it runs: metrics by Micrometer, traces by OpenTelemetry. Nothing here decides anything. */
package io.straightway.telemetry;
