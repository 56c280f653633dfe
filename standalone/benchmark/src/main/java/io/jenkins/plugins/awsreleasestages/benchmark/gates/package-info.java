/** Many gates at the same time: what waiting costs, and how soon a decision is acted upon. */
package io.jenkins.plugins.awsreleasestages.benchmark.gates;
