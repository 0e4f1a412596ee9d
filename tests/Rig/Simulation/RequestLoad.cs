using StreamReco.StreamHost.Cluster.Control;

namespace StreamReco.Rig.Simulation;

/// <summary>
/// People who ask for changes of model and erasures: they choose a request's id, and ask again under it at whichever node has
/// a control plane, until it has ended.
/// </summary>
internal sealed class RequestLoad(SimulatedWorld world, Random random)
{
    private readonly List<SubmitRequest> _asked = [];
    private readonly List<string> _ended = [];
    private readonly List<Call> _calls = [];

    /// <summary>A request that has not ended, in words; null where all have.</summary>
    public string? Open => _asked.Find(request => !_ended.Contains(request.Id)) is { } open ? $"request {open.Id} is open" : null;

    /// <summary>Everything that was asked for; no more comes.</summary>
    public IReadOnlyList<SubmitRequest> Asked => _asked;

    /// <summary>Somebody asks for something, or asks again.</summary>
    public void Step(IReadOnlyList<SimulatedNode> nodes)
    {
        Listen();
        if (_asked.Count < world.Plan.Requests && random.Next(4) == 0)
        {
            _asked.Add(Make());
        }

        SimulatedNode[] places = [.. nodes.Where(node => node is { State: NodeState.Running, Control: not null })];
        SubmitRequest[] open = [.. _asked.Where(request => !_ended.Contains(request.Id))];
        if (places.Length > 0 && open.Length > 0)
        {
            var (node, request) = (places[random.Next(places.Length)], open[random.Next(open.Length)]);
            _calls.Add(new Call(request.Id, node, node.Control!.SubmitAsync(request)));
        }
    }

    private void Listen()
    {
        foreach (var call in _calls)
        {
            if (call.Answer.Exception?.InnerException is Violation broken)
            {
                throw broken;
            }

            if (call.Answer is { IsCompletedSuccessfully: true } answer && EndedTask.ResultOf(answer) is { IsOpen: false } && !_ended.Contains(call.Id))
            {
                world.Trace.Add($"request {call.Id} has ended");
                _ended.Add(call.Id);
            }
        }

        _calls.RemoveAll(call => call.Answer.IsCompleted || call.Node.State == NodeState.Dead);
    }

    private SubmitRequest Make()
    {
        var id = $"r{_asked.Count}";
        if (random.Next(3) == 0)
        {
            var user = $"p{random.Next(world.Plan.Partitions)}u{random.Next(6)}";
            world.Trace.Add($"{id}: {user} is to be erased");
            return new SubmitRequest(
                id, RequestKinds.EraseUser,
                new Dictionary<string, string> { [RequestKinds.Hash] = id, [RequestKinds.KeyId] = "k" }, "people", user);
        }

        var version = (random.Next(2) == 0 ? SimulatedWorld.Model : SimulatedWorld.Other).Manifest.Version;
        world.Trace.Add($"{id}: {version} is to answer");
        return new SubmitRequest(
            id, RequestKinds.ActivateModel, new Dictionary<string, string> { [RequestKinds.Version] = version }, "people", null);
    }

    private sealed record Call(string Id, SimulatedNode Node, Task<ControlRequest?> Answer);
}
