/** What a source revision is, when one is new, and which one starts a run. Plain Java: the JDK, and RE2/J for patterns. */
package io.jenkins.plugins.awsreleasestages.source;
