/** Measures the plugin's own code against look-alikes of AWS: {@code standalone/bench}. */
package io.jenkins.plugins.awsreleasestages.benchmark;
