/** What a message of Amazon EventBridge says: of what there is news. Plain Java; what is outside is read by {@code document}. */
package io.jenkins.plugins.awsreleasestages.event;
