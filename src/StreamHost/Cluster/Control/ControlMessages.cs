using Akka.Actor;

namespace StreamReco.StreamHost.Cluster.Control;

/// <summary>Asks for something, or how it stands: a request of the same id is begun once.</summary>
/// <param name="Id">Chosen by the caller.</param>
/// <param name="Kind">One of <see cref="RequestKinds"/>.</param>
/// <param name="Arguments">What about.</param>
/// <param name="By">Who asks.</param>
/// <param name="Secret">What must not stand in the journal; forgotten when the request ends.</param>
internal sealed record SubmitRequest(
    string Id, string Kind, IReadOnlyDictionary<string, string> Arguments, string By, string? Secret);

/// <summary>Whoever carries a request out by themselves reports its end.</summary>
/// <param name="Id">The request.</param>
/// <param name="Why">Why it failed; null when it is completed.</param>
internal sealed record EndRequest(string Id, string? Why);

/// <summary>How a request stands.</summary>
internal sealed record RequestStatus(ControlRequest Request);

/// <summary>The control plane cannot take anything now; ask again in a moment.</summary>
/// <param name="Why">The reason, for people.</param>
internal sealed record ControlBusy(string Why);

/// <summary>The request was not taken.</summary>
/// <param name="Why">The reason, for people.</param>
internal sealed record ControlRefused(string Why);

/// <summary>A running request has done a step; answered once that is written down.</summary>
internal sealed record StepMade(string Id, string Step, string Result) : INoSerializationVerificationNeeded;

/// <summary>The step is written down.</summary>
internal sealed class StepKept : INoSerializationVerificationNeeded
{
    public static StepKept Instance { get; } = new();

    private StepKept()
    {
    }
}

/// <summary>The control plane was overtaken by a newer one and stops.</summary>
internal sealed class Superseded : INoSerializationVerificationNeeded
{
    public static Superseded Instance { get; } = new();

    private Superseded()
    {
    }
}
