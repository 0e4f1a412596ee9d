namespace StreamReco.Rig.Simulation;

/// <summary>
/// Everything between the nodes and their two servers. A call is answered at once, or takes its time while others
/// overtake it, fails before it arrives, or is done and its answer gets lost.
/// </summary>
internal sealed class Network(SeedPlan plan, Random random, Trace trace)
{
    private readonly List<NetworkCall> _calls = [];

    /// <summary>Nothing fails and nothing waits any more.</summary>
    public bool IsCalm { get; set; }

    /// <summary>Calls on their way.</summary>
    public int Count => _calls.Count;

    /// <summary>Running nodes with a call that has not left them: one that stops now sends it when it goes on.</summary>
    public IReadOnlyList<SimulatedNode> WithUnsent =>
        [.. _calls.Where(call => call is { IsSent: false, IsAnswered: false, Client.State: NodeState.Running }).Select(call => call.Client)];

    /// <summary>Sends a request.</summary>
    public Task<T> SendAsync<T>(
        SimulatedNode client, string what, Func<Task<T>> execute, Func<Exception> failure, CancellationToken cancel)
    {
        if (cancel.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancel);
        }

        if (client.State == NodeState.Dead)
        {
            return new TaskCompletionSource<T>().Task; // A timer of a process that is gone.
        }

        var moves = client.State == NodeState.Running;
        if (moves && (IsCalm || random.Next(100) < plan.CalmPercent))
        {
            trace.Add(client, what);
            return Execute(execute);
        }

        var call = new NetworkCall<T>(client, what, isSent: moves && random.Next(2) == 0, execute, failure);
        _calls.Add(call);
        trace.Add(client, "sends: ", what);
        return call.Arrived;
    }

    /// <summary>Does it at the server; a broken promise ends the simulation, whoever would have been told.</summary>
    public static Task<T> Execute<T>(Func<Task<T>> execute)
    {
        var done = execute();
        return done.Exception?.InnerException is Violation broken ? throw broken : done;
    }

    /// <summary>Takes one call a step further; false when none can move.</summary>
    public bool Step()
    {
        for (var tries = 0; tries < 4 && _calls.Count > 0; tries++)
        {
            var at = IsCalm ? 0 : random.Next(_calls.Count);
            if (Move(_calls[at], at))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A node is gone: of what it had sent some is lost, some still arrives.</summary>
    public void Forget(SimulatedNode client) =>
        _calls.RemoveAll(call => call.Client == client && (call.IsAnswered || !call.IsSent || random.Next(2) == 0));

    private bool Move(NetworkCall call, int at)
    {
        if (call.Client.State == NodeState.Paused && (call.IsAnswered || !call.IsSent))
        {
            return false;
        }

        if (!call.IsAnswered)
        {
            Answer(call);
            return true;
        }

        _calls.RemoveAt(at);
        if (call.Client.State == NodeState.Running)
        {
            trace.Add(call.Client, "is answered: ", call.What);
            call.Deliver();
        }

        return true;
    }

    private void Answer(NetworkCall call)
    {
        var faulty = !IsCalm && random.Next(100) < plan.FaultPercent;
        if (!faulty || random.Next(2) == 0)
        {
            call.Execute();
            trace.Add(call.Client, "done at the server: ", call.What);
        }

        if (faulty)
        {
            trace.Add(call.Client, "FAULT, answer lost: ", call.What);
            call.LoseAnswer();
        }
    }
}
