/** Many rules of gates that wait at the same time. */
package io.jenkins.plugins.awsreleasestages.benchmark.rules;
