package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import java.util.List;

/**
 * From where a run takes a former release up.
 *
 * @param given the stages that do not run again
 * @param beside the names of those that had not ended well either, and run
 * @param done the actions that had ended well in the stage that runs
 */
record StageStart(List<Rerun.Given> given, List<String> beside, List<Rerun.Done> done) {}
