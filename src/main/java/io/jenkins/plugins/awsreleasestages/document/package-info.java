/** How JSON and YAML from outside are read: within a budget, every fault with its place. Plain Java and the parsers. */
package io.jenkins.plugins.awsreleasestages.document;
