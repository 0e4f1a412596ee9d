using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StreamReco.StreamHost.Figures;

namespace StreamReco.StreamHost.Http;

/// <summary><c>/v1/stream</c>: the node's figures once a second as server-sent events of type <c>figures</c>.</summary>
internal static class StreamEndpoint
{
    public static void Map(WebApplication app, NodeContext context)
    {
        var readers = new StreamReaders(context.Options.Http.StreamReadersMax);
        app.MapGet("/v1/stream", (HttpContext http, IHostApplicationLifetime life) =>
            TypedResults.ServerSentEvents(FiguresAsync(context.History, readers, life, http.RequestAborted)))
            .WithTags("figures").WithSummary("The node's figures once a second, as server-sent events.");
        app.MapGet("/v1/figures", () => context.History.Latest is { } latest
            ? Results.Ok(latest) : throw Problem.NotReady("The node is starting."))
            .WithTags("figures").WithSummary("The node's figures as of a second ago.").Produces<NodeFigures>();
    }

    private static IAsyncEnumerable<SseItem<NodeFigures>> FiguresAsync(
        FigureHistory history, StreamReaders readers, IHostApplicationLifetime life, CancellationToken gone)
    {
        readers.Enter();
        return ReadAsync(history, readers, life, gone);
    }

    private static async IAsyncEnumerable<SseItem<NodeFigures>> ReadAsync(
        FigureHistory history, StreamReaders readers, IHostApplicationLifetime life,
        [EnumeratorCancellation] CancellationToken gone)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(gone, life.ApplicationStopping);
        try
        {
            if (history.Latest is { } latest)
            {
                yield return new SseItem<NodeFigures>(latest, "figures");
            }

            while (!both.IsCancellationRequested)
            {
                var next = history.Next.WaitAsync(both.Token);
                await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (!next.IsCompletedSuccessfully)
                {
                    break;
                }

                yield return new SseItem<NodeFigures>(await next, "figures");
            }
        }
        finally
        {
            readers.Leave();
        }
    }

    /// <summary>Counts the readers against their bound.</summary>
    private sealed class StreamReaders(int most)
    {
        private int _count;

        public void Enter()
        {
            if (Interlocked.Increment(ref _count) > most)
            {
                Leave();
                throw new Problem(
                    StatusCodes.Status429TooManyRequests, "Too many readers", $"Http:StreamReadersMax is {most}.");
            }
        }

        public void Leave() => Interlocked.Decrement(ref _count);
    }
}
