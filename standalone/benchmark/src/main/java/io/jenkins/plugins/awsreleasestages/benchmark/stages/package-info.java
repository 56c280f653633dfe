/** Many releases in front of many stages: what waiting costs, and how soon the next one enters. */
package io.jenkins.plugins.awsreleasestages.benchmark.stages;
