/** What a running node shows over HTTP: jobs as JSON, health and metrics. */
package io.straightway.web;
