using System.Reflection;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace StreamReco.StreamHost.Kafka.Client;

/// <summary>
/// The librdkafka client behind a client of Confluent.Kafka, which does not show it: taken by reflection and checked before
/// it is used. So settings, callbacks and transactions stay Confluent's, and only records go past it.
/// </summary>
internal static class ClientHandle
{
    /// <summary>Versions of librdkafka whose <see cref="RdKafkaMessage"/> is the one that is declared here.</summary>
    private const int MajorVersion = 2;

    private static readonly PropertyInfo? _handle = typeof(Handle).GetProperty(
        "LibrdkafkaHandle", BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);

    /// <summary>Finds the native client.</summary>
    /// <param name="client">A client of Confluent.Kafka; it must outlive the use of the result.</param>
    /// <param name="native">The native client.</param>
    /// <returns>Null, or why there is none: records go through Confluent.Kafka then.</returns>
    public static string? TryFind(IClient client, out nint native)
    {
        native = 0;
        if (!Environment.Is64BitProcess)
        {
            return "the process is not of 64 bits";
        }

        if (Library.Version >> 24 != MajorVersion || RdKafkaNative.Version() != Library.Version)
        {
            return $"librdkafka has version {Library.VersionString}, {MajorVersion}.x is known";
        }

        if (_handle?.GetValue(client.Handle) is not SafeHandle { IsInvalid: false, IsClosed: false } handle)
        {
            return "Confluent.Kafka has no property Handle.LibrdkafkaHandle any more";
        }

        var found = handle.DangerousGetHandle();
        if (Marshal.PtrToStringUTF8(RdKafkaNative.Name(found)) != client.Name)
        {
            return "the handle is of another client";
        }

        native = found;
        return null;
    }
}
