using System.Buffers;
using System.Globalization;
using System.Text;
using StreamReco.Models.Data;
using StreamReco.Models.Events;
using StreamReco.Stages.Privacy;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Search;

namespace StreamReco.StreamHost.Http.Search;

/// <summary>
/// Writes what was served to a known user into the clicks topic, as an event of type <c>search</c>, so that a shop need not send
/// what it showed. Nobody waits for it: what Kafka does not take in time, or what is beyond the bound, is counted as lost.
/// </summary>
internal sealed class ServedLog(NodeContext context, HttpEvents events)
{
    /// <summary>Writes that may be on their way: about a second of a node's searches.</summary>
    private const int WaitingMax = 2_000;

    private readonly QueryMask? _queries = QueryMask.Open(context.Options.Pipeline.Privacy);
    private long _waiting;
    private long _written;
    private long _lost;

    /// <summary>Events that Kafka has.</summary>
    public long Written => Interlocked.Read(ref _written);

    /// <summary>Events that Kafka does not have.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Writes a page that a user got; without a user there is nobody whose clicks could join.</summary>
    public void Write(NodeSearchRequest request, FoundPage page)
    {
        if (!context.Options.Pipeline.Search.LogServed || request.User is not { } user)
        {
            return;
        }

        if (Interlocked.Increment(ref _waiting) > WaitingMax)
        {
            Interlocked.Decrement(ref _waiting);
            Interlocked.Increment(ref _lost);
            return;
        }

        _ = WriteAsync(Encoding.UTF8.GetBytes(user), Event(request, user, page));
    }

    private async Task WriteAsync(byte[] key, byte[] value)
    {
        await Task.Yield(); // a write before the node is ready opens the client, which asks the brokers
        try
        {
            var written = await events.WriteAsync(key, value, [], CancellationToken.None);
            Interlocked.Increment(ref written.Fault is null ? ref _written : ref _lost);
        }
        catch (Exception e) when (e is not OutOfMemoryException) // whatever fails, the search was answered long since
        {
            Interlocked.Increment(ref _lost);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private byte[] Event(NodeSearchRequest request, string user, FoundPage page)
    {
        var head = page.List.Head;
        var output = new ArrayBufferWriter<byte>(1024);
        using var writer = new EventJsonWriter();
        writer.Write(output, new EventDraft(
            string.Create(CultureInfo.InvariantCulture, $"{head.ListId}@{page.Start}"),
            EventType.Search,
            user,
            request.Session ?? "",
            context.Time.GetUtcNow().ToUnixTimeMilliseconds(),
            [.. page.Items.Select((item, i) => new EventItem(item.ItemId) { Position = page.Start + i + 1 })],
            _queries is null ? request.Query : _queries.Of(request.Query))
        {
            SearchId = head.SearchId,
            Results = head.Total,
        });
        return output.WrittenSpan.ToArray();
    }
}
