using System.Runtime.InteropServices;
using Confluent.Kafka;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Kafka.Client;

namespace StreamReco.StreamHost.Kafka.Consuming;

/// <summary>The queue of a consumer's fetched records, taken in batches without an object for each. Not thread-safe.</summary>
internal sealed unsafe class ClientQueue : IDisposable
{
    /// <summary>Records of one call at most.</summary>
    private const int CallMax = 512;

    private readonly RdKafkaMessage** _messages =
        (RdKafkaMessage**)NativeMemory.Alloc(CallMax, (nuint)sizeof(RdKafkaMessage*));

    private readonly nint _queue;
    private bool _isDisposed;

    /// <param name="client">The native consumer, which must be closed after this.</param>
    public ClientQueue(nint client) => _queue = RdKafkaNative.QueueOfConsumer(client);

    /// <summary>What a call took: records and the events between them.</summary>
    /// <param name="wait">How long to wait for the first; what follows it is not waited for.</param>
    /// <param name="max">Records at most.</param>
    /// <returns>The records, valid until <see cref="GiveBack"/>.</returns>
    public ReadOnlySpan<nint> Take(TimeSpan wait, int max)
    {
        // The call waits until all have come that it has room for: so it has room for one while it waits.
        var count = RdKafkaNative.ConsumeBatch(_queue, (int)wait.TotalMilliseconds, _messages, 1);
        var room = Math.Min(max, CallMax) - 1;
        if (count == 1 && room > 0)
        {
            count += Math.Max(0, RdKafkaNative.ConsumeBatch(_queue, 0, _messages + 1, (nuint)room));
        }

        return new ReadOnlySpan<nint>(_messages, (int)Math.Max(0, count));
    }

    /// <summary>Gives records back to the client.</summary>
    public static void GiveBack(ReadOnlySpan<nint> messages)
    {
        foreach (var message in messages)
        {
            RdKafkaNative.MessageDestroy((RdKafkaMessage*)message);
        }
    }

    /// <summary>What stands in the place of a record; null where it is one.</summary>
    public static Error? ErrorOf(nint message)
    {
        var at = (RdKafkaMessage*)message;
        if (at->Err == 0)
        {
            return null;
        }

        var text = at->Payload != 0
            ? Marshal.PtrToStringUTF8(at->Payload, (int)at->Length)
            : Marshal.PtrToStringUTF8(RdKafkaNative.ErrorText(at->Err));
        return new Error((ErrorCode)at->Err, text, isFatal: (ErrorCode)at->Err == ErrorCode.Local_Fatal);
    }

    /// <summary>The offset of a record, or of the end of the partition.</summary>
    public static long OffsetOf(nint message) => ((RdKafkaMessage*)message)->Offset;

    /// <summary>Copies a record.</summary>
    public static void Copy(nint message, RecordBuffer target)
    {
        var at = (RdKafkaMessage*)message;
        target.Add(
            at->Offset, RdKafkaNative.MessageTimestamp(at, out _),
            new ReadOnlySpan<byte>((void*)at->Key, (int)at->KeyLength), at->Key != 0,
            new ReadOnlySpan<byte>((void*)at->Payload, (int)at->Length), at->Payload != 0,
            RdKafkaNative.MessageHeaders(at, out var headers) == 0 ? HeadersOf(headers) : null);
    }

    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            RdKafkaNative.QueueDestroy(_queue);
            NativeMemory.Free(_messages);
        }
    }

    private static List<KeyValuePair<string, byte[]>>? HeadersOf(nint headers)
    {
        List<KeyValuePair<string, byte[]>>? found = null;
        for (nuint i = 0; RdKafkaNative.HeaderAt(headers, i, out var name, out var value, out var size) == 0; i++)
        {
            found ??= [];
            found.Add(KeyValuePair.Create(
                Marshal.PtrToStringUTF8(name) ?? "", new ReadOnlySpan<byte>((void*)value, (int)size).ToArray()));
        }

        return found;
    }
}
