/**
 * How one action is started, watched, resumed and stopped. Plain Java: this package imports the JDK and nothing else.
 *
 * <p>{@link io.jenkins.plugins.awsreleasestages.engine.Action} says what one kind of remote work needs,
 * {@link io.jenkins.plugins.awsreleasestages.engine.Lifecycle} declares how it lives,
 * {@link io.jenkins.plugins.awsreleasestages.engine.ActionRun} drives it, and a
 * {@link io.jenkins.plugins.awsreleasestages.engine.Scheduler} decides on which thread and when.
 */
package io.jenkins.plugins.awsreleasestages.engine;
