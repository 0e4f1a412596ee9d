namespace StreamReco.Rig.Simulation;

/// <summary>A request of a node on its way: first it is done at the server, later its answer arrives.</summary>
internal abstract class NetworkCall(SimulatedNode client, string what, bool isSent)
{
    /// <summary>It has left the node: it arrives even while the node is stopped.</summary>
    public bool IsSent { get; } = isSent;

    public SimulatedNode Client { get; } = client;

    public string What { get; } = what;

    /// <summary>The answer exists: a result, or a failure that stands for a lost one.</summary>
    public bool IsAnswered { get; protected set; }

    /// <summary>Does it at the server.</summary>
    public abstract void Execute();

    /// <summary>Replaces the answer: the client learns of a failure, whatever happened at the server.</summary>
    public abstract void LoseAnswer();

    /// <summary>Hands the answer to the client, whose code goes on inside this call.</summary>
    public abstract void Deliver();
}

/// <inheritdoc/>
/// <param name="client">Who asks.</param>
/// <param name="what">For the trace.</param>
/// <param name="isSent">Whether it leaves the node at once, or only when the node moves.</param>
/// <param name="execute">What the server does; everything completes before it returns.</param>
/// <param name="failure">What the client is told when the answer gets lost.</param>
internal sealed class NetworkCall<T>(
    SimulatedNode client, string what, bool isSent, Func<Task<T>> execute, Func<Exception> failure)
    : NetworkCall(client, what, isSent)
{
    // Without RunContinuationsAsynchronously: everything runs on the simulation's one thread.
    private readonly TaskCompletionSource<T> _arrived = new();
    private Task<T>? _answer;

    public Task<T> Arrived => _arrived.Task;

    public override void Execute()
    {
        _answer = Network.Execute(execute);
        IsAnswered = true;
    }

    public override void LoseAnswer()
    {
        _answer = Task.FromException<T>(failure());
        IsAnswered = true;
    }

    public override void Deliver() => _arrived.SetFromTask(_answer!);
}
