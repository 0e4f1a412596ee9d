using Microsoft.AspNetCore.Http;
using StreamReco.StreamHost.Cluster.Control;

namespace StreamReco.StreamHost.Http.Common;

/// <summary>Requests to the control plane for a caller of the API, under the caller's name.</summary>
internal static class ControlRequests
{
    /// <summary>Makes a request and waits for its end.</summary>
    /// <param name="context">The node.</param>
    /// <param name="http">The caller's request.</param>
    /// <param name="kind">One of <see cref="RequestKinds"/>.</param>
    /// <param name="arguments">What about.</param>
    /// <param name="secret">What must not stand in the journal; null for nothing.</param>
    /// <exception cref="ProblemException">It was not taken, failed, or has not ended in time: 503, and the text says which.</exception>
    public static Task<ControlRequest> CompleteAsync(
        this NodeContext context, HttpContext http, string kind, IReadOnlyDictionary<string, string> arguments, string? secret = null) =>
        MakeAsync(context, requests => requests.CompleteAsync(kind, arguments, Caller.Of(http), secret, http.RequestAborted));

    /// <summary>Asks the control plane.</summary>
    /// <param name="context">The node.</param>
    /// <param name="make">The request.</param>
    /// <inheritdoc cref="CompleteAsync" path="/exception"/>
    public static async Task<ControlRequest> MakeAsync(this NodeContext context, Func<ControlPlaneClient, Task<ControlRequest>> make)
    {
        try
        {
            return await make(context.RequireNode().Requests);
        }
        catch (ControlPlaneException e)
        {
            throw Explain(e);
        }
    }

    /// <summary>A failure of the control plane as an answer.</summary>
    public static ProblemException Explain(ControlPlaneException e) =>
        new(StatusCodes.Status503ServiceUnavailable, "Not done, or not yet", e.Message);
}
