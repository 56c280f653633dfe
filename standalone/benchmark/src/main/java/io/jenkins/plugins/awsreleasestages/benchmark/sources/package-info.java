/** Many jobs that watch few sources: what their looks cost, and how soon a change starts them. */
package io.jenkins.plugins.awsreleasestages.benchmark.sources;
