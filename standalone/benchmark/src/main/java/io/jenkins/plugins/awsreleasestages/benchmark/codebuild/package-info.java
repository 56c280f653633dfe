/**
 * {@code standalone/bench codebuild}: as many builds as wanted, watched by a controller's process, in a look-alike's
 * process. Both are processes of their own, so that threads and heap are those of what is measured, and a controller
 * can be killed.
 */
package io.jenkins.plugins.awsreleasestages.benchmark.codebuild;
