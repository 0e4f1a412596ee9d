using StreamReco.StreamHost.Cluster.Control;

namespace StreamReco.Rig.Simulation;

/// <summary>
/// The control plane at one node: opened again after a failure, as the actor <c>ControlPlaneKeeper</c> does. A node that was
/// overtaken goes on until it learns better.
/// </summary>
internal sealed class ControlKeeper(SimulatedWorld world, SimulatedNode node)
{
    private static readonly TimeSpan _reopenAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _supersededWait = TimeSpan.FromSeconds(6);

    private Task<ControlLife>? _opening;
    private ControlLife? _life;
    private DateTimeOffset _reopenAt;

    /// <summary>Whether a request is carried out.</summary>
    public bool IsAmidRequest => _life is { IsAmidRequest: true };

    /// <summary>Takes a request, or says how it stands; null where that cannot be said now.</summary>
    public Task<ControlRequest?> SubmitAsync(SubmitRequest submit) =>
        _life?.SubmitAsync(submit) ?? Task.FromResult<ControlRequest?>(null);

    /// <summary>Does the next thing; false when there is nothing to do.</summary>
    public bool Step(Random random)
    {
        if (_life is { End: { } cause })
        {
            world.Trace.Add(node, $"its control plane ends: {cause.Message}");
            _life = null;
            _reopenAt = world.Clock.GetUtcNow() + (cause is SupersededException ? _supersededWait : _reopenAfter);
        }

        if (_life is not null)
        {
            return random.Next(2) == 0 && _life.Step();
        }

        if (_opening is { IsCompleted: true } opened)
        {
            _opening = null;
            _life = opened.IsCompletedSuccessfully ? EndedTask.ResultOf(opened) : null;
            _reopenAt = world.Clock.GetUtcNow() + _reopenAfter;
            return true;
        }

        if (_opening is null && world.Clock.GetUtcNow() >= _reopenAt)
        {
            _opening = ControlLife.OpenAsync(world, node);
            return true;
        }

        return false;
    }
}
