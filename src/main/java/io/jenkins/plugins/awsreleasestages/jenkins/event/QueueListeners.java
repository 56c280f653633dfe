package io.jenkins.plugins.awsreleasestages.jenkins.event;

import io.jenkins.plugins.awsreleasestages.engine.News;
import io.jenkins.plugins.awsreleasestages.engine.Scheduler;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who reads the queues of this controller: one for each queue. */
final class QueueListeners {

    private final News news;
    private final Scheduler scheduler;
    private final Map<EventQueue.Place, QueueListener> listeners = new LinkedHashMap<>();

    QueueListeners(News news, Scheduler scheduler) {
        this.news = news;
        this.scheduler = scheduler;
    }

    /** From now on those, and no others; who reads one of them already goes on. */
    synchronized void read(List<EventQueue.Place> places) {
        listeners.entrySet().removeIf(entry -> {
            boolean gone = !places.contains(entry.getKey());
            if (gone) {
                entry.getValue().close();
            }
            return gone;
        });
        places.forEach(place -> listeners.computeIfAbsent(place, this::begun));
    }

    private QueueListener begun(EventQueue.Place place) {
        QueueListener listener = new QueueListener(place::open, about -> place.tell(news, about), scheduler);
        listener.go();
        return listener;
    }

    synchronized void close() {
        read(List.of());
    }

    /** By the URLs of the queues, and their folders. */
    synchronized Map<String, Reception.Report> reports() {
        Map<String, Reception.Report> reports = new LinkedHashMap<>();
        listeners.forEach((place, listener) -> reports.put(place.inWords(), listener.report()));
        return reports;
    }
}
