namespace StreamReco.StreamHost.Cluster.Control;

/// <summary>
/// Carries out requests of a kind. It may be cut off anywhere and begun again, on another node too: a step that was done but
/// not written down is done again, so that must be harmless or noticed. A process can be stopped between the check of a step
/// and its write: what it writes then must be refused once a later run has begun.
/// </summary>
internal interface IRequestWork
{
    /// <summary>Requests of one lane are carried out one after another, in the order in which they were made.</summary>
    string Lane { get; }

    /// <summary>Does the steps that are not done yet, each by <see cref="RequestRun.StepAsync"/>.</summary>
    /// <exception cref="RequestRefusedException">It cannot be done; other failures are tried again.</exception>
    Task RunAsync(RequestRun run, CancellationToken cancel);
}

/// <summary>A request that cannot be carried out; the message says why.</summary>
internal sealed class RequestRefusedException(string message) : Exception(message);

/// <summary>A newer control plane has taken over: this one must write nothing more.</summary>
internal sealed class SupersededException() : Exception("A newer control plane has taken over.");
