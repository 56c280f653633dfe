/** Measures the audit log. */
package io.jenkins.plugins.awsreleasestages.benchmark.audit;
