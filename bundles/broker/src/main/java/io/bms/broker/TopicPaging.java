// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.paging.PageTransactionInfo;
import org.apache.activemq.artemis.core.paging.PagingManager;
import org.apache.activemq.artemis.core.paging.PagingStore;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.files.FileStoreMonitor;
import org.apache.activemq.artemis.utils.CompositeAddress;

/**
 * Artemis' paging, with one page store for all topics that have no address of their own. What waits for a reader is
 * counted and paged in the store of the subscription's filter; the topic's has only to count its messages.
 *
 * <p>Thread: any.
 */
final class TopicPaging implements PagingManager {
    private static final SimpleString TOPICS = SimpleString.of("$sys.topics");
    private static final SimpleString INTERNAL = SimpleString.of("$");

    private final PagingManager artemis;
    private final ActiveMQServer server;

    TopicPaging(PagingManager artemis, ActiveMQServer server) {
        this.artemis = artemis;
        this.server = server;
    }

    @Override
    public PagingStore getPageStore(SimpleString address) throws Exception {
        boolean own = address.startsWith(INTERNAL)
                || server.getPostOffice() == null
                || server.getPostOffice().getAddressInfo(CompositeAddress.extractAddressName(address)) != null;
        return artemis.getPageStore(own ? address : TOPICS);
    }

    @Override
    public void addTransaction(PageTransactionInfo pageTransaction) {
        artemis.addTransaction(pageTransaction);
    }

    @Override
    public PageTransactionInfo getTransaction(long transactionID) {
        return artemis.getTransaction(transactionID);
    }

    @Override
    public void removeTransaction(long transactionID) {
        artemis.removeTransaction(transactionID);
    }

    @Override
    public Map<Long, PageTransactionInfo> getTransactions() {
        return artemis.getTransactions();
    }

    @Override
    public void reloadStores() throws Exception {
        artemis.reloadStores();
    }

    @Override
    public SimpleString[] getStoreNames() {
        return artemis.getStoreNames();
    }

    @Override
    public void deletePageStore(SimpleString storeName) throws Exception {
        artemis.deletePageStore(storeName);
    }

    @Override
    public void processReload() throws Exception {
        artemis.processReload();
    }

    @Override
    public void disableCleanup() {
        artemis.disableCleanup();
    }

    @Override
    public void resumeCleanup() {
        artemis.resumeCleanup();
    }

    @Override
    public void addBlockedStore(PagingStore store) {
        artemis.addBlockedStore(store);
    }

    @Override
    public void injectMonitor(FileStoreMonitor monitor) throws Exception {
        artemis.injectMonitor(monitor);
    }

    @Override
    public void execute(Runnable runnable) {
        artemis.execute(runnable);
    }

    @Override
    public void lock() {
        artemis.lock();
    }

    @Override
    public void unlock() {
        artemis.unlock();
    }

    @Override
    public PagingManager addSize(int size, boolean sizeOnly) {
        artemis.addSize(size, sizeOnly);
        return this;
    }

    @Override
    public boolean isUsingGlobalSize() {
        return artemis.isUsingGlobalSize();
    }

    @Override
    public boolean isGlobalFull() {
        return artemis.isGlobalFull();
    }

    @Override
    public boolean isDiskFull() {
        return artemis.isDiskFull();
    }

    @Override
    public long getDiskUsableSpace() {
        return artemis.getDiskUsableSpace();
    }

    @Override
    public long getDiskTotalSpace() {
        return artemis.getDiskTotalSpace();
    }

    @Override
    public long getGlobalSize() {
        return artemis.getGlobalSize();
    }

    @Override
    public long getGlobalMessages() {
        return artemis.getGlobalMessages();
    }

    @Override
    public void checkMemory(Runnable runWhenAvailable) {
        artemis.checkMemory(runWhenAvailable);
    }

    @Override
    public void counterSnapshot() {
        artemis.counterSnapshot();
    }

    @Override
    public void checkStorage(Runnable runWhenAvailable) {
        artemis.checkStorage(runWhenAvailable);
    }

    @Override
    public long getMaxSize() {
        return artemis.getMaxSize();
    }

    @Override
    public long getMaxMessages() {
        return artemis.getMaxMessages();
    }

    @Override
    public Future<Object> rebuildCounters(Set<Long> storedLargeMessages) {
        return artemis.rebuildCounters(storedLargeMessages);
    }

    @Override
    public void forEachTransaction(BiConsumer<Long, PageTransactionInfo> transactionConsumer) {
        artemis.forEachTransaction(transactionConsumer);
    }

    @Override
    public boolean isRebuildingCounters() {
        return artemis.isRebuildingCounters();
    }

    @Override
    public void start() throws Exception {
        artemis.start();
    }

    @Override
    public void stop() throws Exception {
        artemis.stop();
    }

    @Override
    public void onChange() {
        artemis.onChange();
    }

    @Override
    public boolean isStarted() {
        return artemis.isStarted();
    }
}
