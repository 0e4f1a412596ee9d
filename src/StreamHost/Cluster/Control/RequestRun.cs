namespace StreamReco.StreamHost.Cluster.Control;

/// <summary>A request while it is carried out.</summary>
/// <param name="request">As far as it was when this run began.</param>
/// <param name="secret">What came with it beside the journal; null for none.</param>
/// <param name="check">Fails when the control plane is not the rightful one any more.</param>
/// <param name="keep">Writes a step down; returns once that stands.</param>
internal sealed class RequestRun(
    ControlRequest request, string? secret, Func<Task> check, Func<string, string, Task> keep)
{
    /// <summary>The request.</summary>
    public ControlRequest Request => request;

    /// <summary>What came with it beside the journal.</summary>
    /// <exception cref="RequestRefusedException">It is gone.</exception>
    public string RequireSecret() => secret
        ?? throw new RequestRefusedException("what the request is about is not in the state database any more; ask for it again");

    /// <summary>An argument.</summary>
    public string Argument(string name) => request.Arguments.TryGetValue(name, out var value) ? value
        : throw new RequestRefusedException($"the request has no argument '{name}'");

    /// <summary>Does a step and writes it down, unless an earlier run has.</summary>
    /// <param name="step">Names the step within the request.</param>
    /// <param name="work">Does it; returns what came of it.</param>
    public async Task StepAsync(string step, Func<Task<string>> work)
    {
        if (request.ResultOf(step) is null)
        {
            await check();
            await keep(step, await work());
        }
    }
}
