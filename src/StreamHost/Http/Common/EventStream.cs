using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using StreamReco.StreamHost.Feeds;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Http.Common;

/// <summary>Sends the newest of a feed as server-sent events: what there is at once, then each further one.</summary>
/// <param name="options">Bounds the readers of all streams together.</param>
/// <param name="life">A stream ends with the host.</param>
internal sealed class EventStream(HttpOptions options, IHostApplicationLifetime life)
{
    private int _readers;

    /// <summary>Begins to send.</summary>
    /// <param name="type">The type of the events.</param>
    /// <param name="feed">What is followed.</param>
    /// <param name="make">Makes the data of an event.</param>
    /// <param name="gone">The reader has gone.</param>
    /// <exception cref="ProblemException">There are too many readers.</exception>
    public IAsyncEnumerable<SseItem<TData>> Follow<T, TData>(
        string type, LatestFeed<T> feed, Func<T, TData> make, CancellationToken gone)
        where T : class
    {
        if (Interlocked.Increment(ref _readers) > options.StreamReadersMax)
        {
            Interlocked.Decrement(ref _readers);
            throw new ProblemException(
                StatusCodes.Status429TooManyRequests, "Too many readers", $"Http:StreamReadersMax is {options.StreamReadersMax}.");
        }

        return ReadAsync(type, feed, make, gone);
    }

    private async IAsyncEnumerable<SseItem<TData>> ReadAsync<T, TData>(
        string type, LatestFeed<T> feed, Func<T, TData> make, [EnumeratorCancellation] CancellationToken gone)
        where T : class
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(gone, life.ApplicationStopping);
        try
        {
            T? seen = null;
            while (!both.IsCancellationRequested)
            {
                var next = feed.After(seen).WaitAsync(both.Token);
                await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (!next.IsCompletedSuccessfully)
                {
                    break;
                }

                seen = await next;
                yield return new SseItem<TData>(make(seen), type);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _readers);
        }
    }
}
