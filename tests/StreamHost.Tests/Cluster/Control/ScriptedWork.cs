using System.Collections.Concurrent;
using StreamReco.StreamHost.Cluster.Control;

namespace StreamReco.StreamHost.Tests.Cluster.Control;

/// <summary>Steps "a", "b", "c", noted as they are done; a step may wait or fail.</summary>
internal sealed class ScriptedWork(string lane = "lane") : IRequestWork
{
    private readonly ConcurrentQueue<string> _done = new();

    public string Lane { get; } = lane;

    /// <summary>What was done, with the request's id in front.</summary>
    public IReadOnlyList<string> Done => [.. _done];

    /// <summary>Called before a step is done.</summary>
    public Func<RequestRun, string, CancellationToken, Task> Before { get; set; } = (_, _, _) => Task.CompletedTask;

    public async Task RunAsync(RequestRun run, CancellationToken cancel)
    {
        foreach (var step in (string[])["a", "b", "c"])
        {
            await run.StepAsync(step, async () =>
            {
                await Before(run, step, cancel);
                _done.Enqueue($"{run.Request.Id} {step}");
                return $"result of {step}";
            });
        }
    }
}
