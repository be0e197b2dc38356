package io.straightway.cli;

import io.straightway.event.Topic;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.SimpleRecord;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.FetchRequest;
import org.apache.kafka.common.requests.ListOffsetsRequest;
import org.apache.kafka.common.requests.MetadataRequest;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.RequestUtils;

/**
 * Answers the requests of one producer or consumer as a broker would, from memory: every topic has one partition, with at most one record,
 * and keeps nothing. So that a rehearsal's clients go all the way that those of a command go.
 */
final class RehearsalBroker implements AutoCloseable {
    private static final int ID = 1;

    /** With the newest version of each; fetches and what is produced name topics by numbers after these. */
    private static final Map<ApiKeys, Short> ANSWERED = Map.of(
            ApiKeys.API_VERSIONS, ApiKeys.API_VERSIONS.latestVersion(),
            ApiKeys.METADATA, ApiKeys.METADATA.latestVersion(),
            ApiKeys.LIST_OFFSETS, ApiKeys.LIST_OFFSETS.latestVersion(),
            ApiKeys.FETCH, (short) 12,
            ApiKeys.INIT_PRODUCER_ID, ApiKeys.INIT_PRODUCER_ID.latestVersion(),
            ApiKeys.PRODUCE, (short) 12);

    private final ServerSocket server;
    private final byte[] key;
    private final Map<Topic, byte[]> records;

    /**
     * Begins to listen on a free port of this machine.
     *
     * @param records the value of the only record of a topic
     * @param key of every record
     */
    static RehearsalBroker open(String key, Map<Topic, byte[]> records) {
        try {
            return new RehearsalBroker(key, records);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RehearsalBroker(String key, Map<Topic, byte[]> records) throws IOException {
        this.key = key.getBytes(StandardCharsets.UTF_8);
        this.records = Map.copyOf(records);
        server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(this::accept);
    }

    String address() {
        return server.getInetAddress().getHostAddress() + ":" + server.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                Thread.ofPlatform().daemon().start(() -> serve(client));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket client) {
        try (client; DataInputStream in = new DataInputStream(client.getInputStream()); DataOutputStream out = new DataOutputStream(client.getOutputStream())) {
            while (true) {
                ByteBuffer request = ByteBuffer.wrap(in.readNBytes(in.readInt()));
                RequestHeader header = RequestHeader.parse(request);
                ApiMessage answer = answer(AbstractRequest.parseRequest(header.apiKey(), header.apiVersion(), new ByteBufferAccessor(request)).request);
                ByteBuffer response = RequestUtils.serialize(header.toResponseHeader().data(), header.apiKey().responseHeaderVersion(header.apiVersion()),
                        answer, header.apiVersion());
                out.writeInt(response.remaining());
                out.write(response.array(), response.arrayOffset() + response.position(), response.remaining());
                out.flush();
            }
        } catch (EOFException e) {
            // The client is done.
        } catch (IOException e) {
            // Likewise, in a hurry.
        }
    }

    private ApiMessage answer(AbstractRequest request) {
        return switch (request) {
            case MetadataRequest metadata -> metadata(metadata);
            case ListOffsetsRequest offsets -> offsets(offsets);
            case FetchRequest fetch -> fetched(fetch);
            case ProduceRequest produce -> produced(produce);
            default -> switch (request.apiKey()) {
                case API_VERSIONS -> versions();
                case INIT_PRODUCER_ID -> new InitProducerIdResponseData().setProducerId(1).setProducerEpoch((short) 0);
                default -> throw new IllegalStateException("nobody rehearses " + request.apiKey());
            };
        };
    }

    private static ApiMessage versions() {
        var versions = new ApiVersionsResponseData.ApiVersionCollection();
        ANSWERED.forEach((api, newest) -> versions.add(
                new ApiVersionsResponseData.ApiVersion().setApiKey(api.id).setMinVersion(api.oldestVersion()).setMaxVersion(newest)));
        return new ApiVersionsResponseData().setApiKeys(versions);
    }

    private ApiMessage metadata(MetadataRequest request) {
        var topics = new MetadataResponseData.MetadataResponseTopicCollection();
        if (!request.isAllTopics()) {
            request.topics().forEach(topic -> topics.add(new MetadataResponseData.MetadataResponseTopic().setName(topic).setPartitions(List.of(
                    new MetadataResponseData.MetadataResponsePartition().setPartitionIndex(0).setLeaderId(ID).setLeaderEpoch(0)
                            .setReplicaNodes(List.of(ID)).setIsrNodes(List.of(ID))))));
        }
        var brokers = new MetadataResponseData.MetadataResponseBrokerCollection();
        brokers.add(new MetadataResponseData.MetadataResponseBroker().setNodeId(ID).setHost(server.getInetAddress().getHostAddress()).setPort(server.getLocalPort()));
        return new MetadataResponseData().setBrokers(brokers).setTopics(topics).setClusterId("rehearsal").setControllerId(ID);
    }

    private ApiMessage offsets(ListOffsetsRequest request) {
        return new ListOffsetsResponseData().setTopics(request.topics().stream().map(topic -> new ListOffsetsResponseData.ListOffsetsTopicResponse()
                .setName(topic.name()).setPartitions(topic.partitions().stream().map(partition -> new ListOffsetsResponseData.ListOffsetsPartitionResponse()
                        .setPartitionIndex(partition.partitionIndex()).setLeaderEpoch(0)
                        .setOffset(partition.timestamp() == ListOffsetsRequest.EARLIEST_TIMESTAMP ? 0 : end(topic.name()))).toList())).toList());
    }

    private long end(String topic) {
        return records.containsKey(Topic.named(topic)) ? 1 : 0;
    }

    private ApiMessage fetched(FetchRequest request) {
        return new FetchResponseData().setResponses(request.data().topics().stream().map(topic -> new FetchResponseData.FetchableTopicResponse()
                .setTopic(topic.topic()).setPartitions(topic.partitions().stream().map(partition -> new FetchResponseData.PartitionData()
                        .setPartitionIndex(partition.partition()).setHighWatermark(end(topic.topic())).setLastStableOffset(end(topic.topic())).setLogStartOffset(0)
                        .setRecords(partition.fetchOffset() < end(topic.topic()) ? batch(topic.topic()) : MemoryRecords.EMPTY)).toList())).toList());
    }

    private MemoryRecords batch(String topic) {
        return MemoryRecords.withRecords(Compression.NONE, new SimpleRecord(key, records.get(Topic.named(topic))));
    }

    private static ApiMessage produced(ProduceRequest request) {
        var topics = new ProduceResponseData.TopicProduceResponseCollection();
        request.data().topicData().forEach(topic -> topics.add(new ProduceResponseData.TopicProduceResponse().setName(topic.name()).setTopicId(topic.topicId())
                .setPartitionResponses(topic.partitionData().stream()
                        .map(partition -> new ProduceResponseData.PartitionProduceResponse().setIndex(partition.index()).setBaseOffset(0)).toList())));
        return new ProduceResponseData().setResponses(topics);
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
