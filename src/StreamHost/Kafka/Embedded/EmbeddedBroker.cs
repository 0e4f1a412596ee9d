using System.Runtime.InteropServices;
using Confluent.Kafka;
using StreamReco.StreamHost.Kafka.Client;

namespace StreamReco.StreamHost.Kafka.Embedded;

/// <summary>
/// A Kafka broker inside this process, on loopback ports, for the demo and for tests of faults: librdkafka's mock
/// cluster, which speaks Kafka's protocol to any client. It keeps at most 5 MiB or 100,000 records of a partition and
/// nothing beyond the process; its transactions succeed but isolate nothing, so exactly-once needs a real Apache Kafka.
/// Started without a wait for further group members. Safe to use from any thread until it is disposed.
/// </summary>
public sealed class EmbeddedBroker : IDisposable
{
    /// <summary>Stands for every broker where a broker's number is asked for.</summary>
    public const int AllBrokers = -1;

    private readonly nint _handle;
    private readonly nint _cluster;
    private readonly int _brokers;
    private int _disposed;

    private EmbeddedBroker(nint handle, nint cluster, int brokers)
    {
        _handle = handle;
        _cluster = cluster;
        _brokers = brokers;
        Bootstrap = Marshal.PtrToStringUTF8(RdKafkaNative.ClusterBootstraps(cluster))!;
    }

    /// <summary><c>host:port,…</c> of the brokers, for <c>Kafka:Bootstrap</c>.</summary>
    public string Bootstrap { get; }

    /// <summary>Starts a cluster; its brokers are numbered from 1.</summary>
    /// <exception cref="InvalidOperationException">librdkafka refuses, for instance for want of sockets.</exception>
    public static EmbeddedBroker Start(int brokers = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(brokers, 1);
        _ = Library.Version; // Confluent.Kafka finds and loads librdkafka; the calls below then meet the same copy
        var handle = NewHandle();
        var cluster = RdKafkaNative.ClusterNew(handle, brokers);
        if (cluster == 0)
        {
            RdKafkaNative.Destroy(handle);
            throw new InvalidOperationException(
                "The embedded broker did not start: librdkafka could not open its ports on loopback.");
        }

        RdKafkaNative.GroupInitialRebalanceDelay(cluster, 0);
        return new EmbeddedBroker(handle, cluster, brokers);
    }

    /// <summary>Creates a topic, replicated to every broker.</summary>
    /// <exception cref="KafkaException">The topic is there already.</exception>
    public void CreateTopic(string name, int partitions) =>
        Check(RdKafkaNative.TopicCreate(Cluster, name, partitions, _brokers));

    /// <summary>Deletes a topic with its records.</summary>
    public void DeleteTopic(string name) => Check(RdKafkaNative.TopicDelete(Cluster, name));

    /// <summary>
    /// Answers the next requests of a kind with <paramref name="errors"/>, one each, whichever broker they reach;
    /// <see cref="ErrorCode.Local_Transport"/> cuts the connection instead.
    /// </summary>
    public void FailNext(KafkaRequest request, params ErrorCode[] errors) =>
        RdKafkaNative.PushRequestErrors(
            Cluster, (short)request, (nuint)errors.Length, Array.ConvertAll(errors, error => (int)error));

    /// <summary>Takes back what <see cref="FailNext"/> still has in store.</summary>
    public void ClearFailures(KafkaRequest request) => RdKafkaNative.ClearRequestErrors(Cluster, (short)request);

    /// <summary>Cuts a broker's connections and refuses new ones; leaders stay where they are.</summary>
    public void SetDown(int broker = AllBrokers) => Check(RdKafkaNative.BrokerSetDown(Cluster, broker));

    /// <summary>Lets a broker accept connections again.</summary>
    public void SetUp(int broker = AllBrokers) => Check(RdKafkaNative.BrokerSetUp(Cluster, broker));

    /// <summary>Delays each answer of a broker.</summary>
    public void SetRoundTripMs(int roundTripMs, int broker = AllBrokers) =>
        Check(RdKafkaNative.BrokerSetRoundTrip(Cluster, broker, roundTripMs));

    /// <summary>Moves a partition to another broker, or to none when <paramref name="broker"/> is -1.</summary>
    public void SetLeader(string topic, int partition, int broker) =>
        Check(RdKafkaNative.PartitionSetLeader(Cluster, topic, partition, broker));

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            RdKafkaNative.ClusterDestroy(_cluster); // it runs on a thread of the handle's, so it goes first
            RdKafkaNative.Destroy(_handle);
        }
    }

    private nint Cluster
    {
        get
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
            return _cluster;
        }
    }

    private static nint NewHandle()
    {
        var error = new byte[512];
        var conf = RdKafkaNative.ConfNew();
        _ = RdKafkaNative.ConfSet(conf, "log_level", "0", error, (nuint)error.Length); // it would write to stderr
        var handle = RdKafkaNative.New(RdKafkaNative.Producer, conf, error, (nuint)error.Length);
        if (handle == 0)
        {
            RdKafkaNative.ConfDestroy(conf);
            throw new InvalidOperationException($"The embedded broker did not start: {RdKafkaNative.Text(error)}");
        }

        return handle;
    }

    private static void Check(int code)
    {
        if (code != 0)
        {
            throw new KafkaException((ErrorCode)code);
        }
    }
}
