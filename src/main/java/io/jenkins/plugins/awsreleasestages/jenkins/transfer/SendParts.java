package io.jenkins.plugins.awsreleasestages.jenkins.transfer;

import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.awsreleasestages.aws.s3.S3Upload.Address;
import io.jenkins.plugins.awsreleasestages.files.FewAtATime;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.SignedTransfer.Answer;
import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import jenkins.MasterToSlaveFileCallable;

/** Sends parts of a file from the agent, a few at a time. */
final class SendParts extends MasterToSlaveFileCallable<ArrayList<Answer>> {

    private static final long serialVersionUID = 1L;

    private final ArrayList<SendFile> parts = new ArrayList<>();

    void add(Address to, long offset, long length) {
        parts.add(new SendFile(to, offset, length));
    }

    /** An answer for each part, in order; what broke off is one of them, so that it is known which are there. */
    @Override
    public ArrayList<Answer> invoke(File file, VirtualChannel channel) throws IOException {
        try (FewAtATime threads = new FewAtATime("Parts of " + file.getName() + " to S3")) {
            List<Future<Answer>> sent = parts.stream()
                    .map(part -> threads.begin(() -> part.invoke(file, channel)))
                    .toList();
            ArrayList<Answer> answers = new ArrayList<>();
            for (Future<Answer> one : sent) {
                answers.add(answer(one));
            }
            return answers;
        }
    }

    private static Answer answer(Future<Answer> sent) throws IOException {
        try {
            return FewAtATime.done(sent);
        } catch (InterruptedException e) {
            throw new InterruptedIOException("stopped");
        } catch (IOException e) {
            return Answer.none(e);
        }
    }
}
