/** When a release may start: time windows and freezes, decided from the clock alone. */
package io.jenkins.plugins.awsreleasestages.rule;
