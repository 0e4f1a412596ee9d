using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace StreamReco.StreamHost.Kafka.Client;

/// <summary>
/// What StreamReco takes from librdkafka's <c>rdkafka.h</c> and <c>rdkafka_mock.h</c> itself. The library is the one
/// that Confluent.Kafka loads, so that must have been initialised before the first call. Answers that are
/// error codes are those of <see cref="Confluent.Kafka.ErrorCode"/>; 0 is success. A broker id of -1 means all brokers.
/// </summary>
/// <remarks>
/// librdkafka.redist carries several builds of the library for Linux: the plain one needs libsasl2, which few machines
/// have, the others do without. The first that loads is taken, in Confluent.Kafka's own order, so that both have one.
/// </remarks>
internal static partial class RdKafkaNative
{
    private const string Library = "librdkafka";

    private static readonly string[] _builds = [Library, "centos8-librdkafka", "alpine-librdkafka"];

    public const int Producer = 0;

    public const int ConfOk = 0;
    public const int ConfUnknown = -2;

    static RdKafkaNative() => NativeLibrary.SetDllImportResolver(typeof(RdKafkaNative).Assembly, Resolve);

    /// <summary>The text that librdkafka left in an error buffer, up to its closing zero.</summary>
    public static string Text(byte[] error) =>
        Encoding.UTF8.GetString(error.AsSpan(0, Math.Max(0, Array.IndexOf(error, (byte)0))));

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_new")]
    public static partial nint ConfNew();

    /// <returns>
    /// <see cref="ConfOk"/>, <see cref="ConfUnknown"/>, or another value for an invalid one; then
    /// <paramref name="error"/> holds a text.
    /// </returns>
    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_set", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ConfSet(nint conf, string name, string value, [Out] byte[] error, nuint errorSize);

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_destroy")]
    public static partial void ConfDestroy(nint conf);

    /// <summary>Takes <paramref name="conf"/> over when it succeeds; 0 when it fails.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_new")]
    public static partial nint New(int type, nint conf, [Out] byte[] error, nuint errorSize);

    [LibraryImport(Library, EntryPoint = "rd_kafka_destroy")]
    public static partial void Destroy(nint handle);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_cluster_new")]
    public static partial nint ClusterNew(nint handle, int brokers);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_cluster_destroy")]
    public static partial void ClusterDestroy(nint cluster);

    /// <returns>A UTF-8 string that the cluster owns.</returns>
    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_cluster_bootstraps")]
    public static partial nint ClusterBootstraps(nint cluster);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_group_initial_rebalance_delay_ms")]
    public static partial void GroupInitialRebalanceDelay(nint cluster, int delayMs);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_topic_create", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int TopicCreate(nint cluster, string topic, int partitions, int replication);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_topic_delete", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int TopicDelete(nint cluster, string topic);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_push_request_errors_array")]
    public static partial void PushRequestErrors(nint cluster, short apiKey, nuint count, int[] errors);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_clear_request_errors")]
    public static partial void ClearRequestErrors(nint cluster, short apiKey);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_broker_set_down")]
    public static partial int BrokerSetDown(nint cluster, int broker);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_broker_set_up")]
    public static partial int BrokerSetUp(nint cluster, int broker);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_broker_set_rtt")]
    public static partial int BrokerSetRoundTrip(nint cluster, int broker, int roundTripMs);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_partition_set_leader",
        StringMarshalling = StringMarshalling.Utf8)]
    public static partial int PartitionSetLeader(nint cluster, string topic, int partition, int broker);

    private static nint Resolve(string library, Assembly assembly, DllImportSearchPath? path)
    {
        foreach (var build in library == Library ? _builds : [])
        {
            if (NativeLibrary.TryLoad(build, assembly, path, out var handle))
            {
                return handle;
            }
        }

        return 0; // the runtime looks for it itself, and says where
    }
}
