using System.Text.Json;
using StreamReco.StreamHost.Kafka.Erasures;

namespace StreamReco.StreamHost.Cluster.Control.Work;

/// <summary>
/// Has a user forgotten. The erasure is one transaction of Kafka; one that an earlier run has committed is found by its
/// hash and time and not written again. Earlier writers are ended before it is looked for: one that was stopped between
/// its own look and its write would erase the user a second time, with the clicks that came since.
/// </summary>
/// <param name="open">Opens the place where erasures are written and found.</param>
internal sealed class ErasureWork(Func<IErasureLog> open) : IRequestWork
{
    private const string Step = "written";

    public string Lane => "users";

    public async Task RunAsync(RequestRun run, CancellationToken cancel)
    {
        var (hash, keyId) = (run.Argument(RequestKinds.Hash), run.Argument(RequestKinds.KeyId));
        using var log = open();
        await log.BeginAsync(cancel);
        await run.StepAsync(Step, async () =>
        {
            var entry = await log.FindAsync(hash, run.Request.At, cancel)
                ?? await log.WriteAsync(run.RequireSecret(), hash, keyId, run.Request.At, cancel);
            return JsonSerializer.Serialize(entry, ErasureJson.Default.ErasureEntry);
        });
    }

    /// <summary>The erasure of a request that is completed.</summary>
    public static ErasureEntry EntryOf(ControlRequest request) =>
        JsonSerializer.Deserialize(request.ResultOf(Step)!, ErasureJson.Default.ErasureEntry)!;
}
