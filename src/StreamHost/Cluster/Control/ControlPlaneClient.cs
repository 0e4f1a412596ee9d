using System.Security.Cryptography;
using Akka.Actor;
using Akka.Cluster.Tools.Singleton;
using StreamReco.StreamHost.Cluster.Configuration;

namespace StreamReco.StreamHost.Cluster.Control;

/// <summary>
/// Asks the control plane of the group, on whichever node it runs. A request that was asked for once goes on by itself; the
/// client asks again under the same id until it has ended, so that a move of the control plane is only a wait.
/// </summary>
internal sealed class ControlPlaneClient(TimeProvider time)
{
    /// <summary>Longest wait for the end of a request; the command line waits for thirty seconds for an answer.</summary>
    public static readonly TimeSpan EndWait = TimeSpan.FromSeconds(25);

    private const string ManagerName = "control-plane";
    private const int IdBytes = 6;

    private static readonly TimeSpan _askTimeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan _lookMin = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan _lookMax = TimeSpan.FromMilliseconds(300);

    private volatile IActorRef? _proxy;

    /// <summary>Starts the control plane's singleton and the way to it. Call it on every node, before it joins.</summary>
    public void Start(ActorSystem system, ControlPlaneSetup setup)
    {
        var settings = ClusterSingletonManagerSettings.Create(system).WithRole(ClusterHocon.Role);
        system.ActorOf(
            ClusterSingletonManager.Props(ControlPlaneKeeper.Props(setup), PoisonPill.Instance, settings), ManagerName);
        Attach(system.ActorOf(
            ClusterSingletonProxy.Props(
                $"/user/{ManagerName}",
                ClusterSingletonProxySettings.Create(system).WithRole(ClusterHocon.Role)),
            $"{ManagerName}-proxy"));
    }

    /// <summary>The way to the control plane.</summary>
    public void Attach(IActorRef proxy) => _proxy = proxy;

    /// <summary>Makes a request and waits for its end.</summary>
    /// <param name="kind">One of <see cref="RequestKinds"/>.</param>
    /// <param name="arguments">What about.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="secret">What must not stand in the journal.</param>
    /// <param name="cancel">Gives up waiting; the request goes on.</param>
    /// <exception cref="ControlPlaneException">It was not taken, failed, or has not ended in time; the message says which.</exception>
    public async Task<ControlRequest> CompleteAsync(
        string kind, IReadOnlyDictionary<string, string> arguments, string by, string? secret, CancellationToken cancel)
    {
        var ended = await EndOfAsync(NewRequest(kind, arguments, by, secret), cancel);
        return ended.Why is null ? ended
            : throw new ControlPlaneException($"Request {ended.Id} ({kind}) has failed: {ended.Why}.");
    }

    /// <summary>Makes a request that its caller carries out.</summary>
    /// <inheritdoc cref="CompleteAsync" path="/exception"/>
    public Task<ControlRequest> BeginAsync(
        string kind, IReadOnlyDictionary<string, string> arguments, string by, CancellationToken cancel) =>
        QueryAsync(NewRequest(kind, arguments, by, null), _ => true, cancel);

    /// <summary>Reports the end of a request that its caller carries out.</summary>
    /// <inheritdoc cref="CompleteAsync" path="/exception"/>
    public Task<ControlRequest> EndAsync(string id, string? why, CancellationToken cancel) =>
        EndOfAsync(new EndRequest(id, why), cancel);

    /// <summary>Asks until the request has ended.</summary>
    /// <param name="question">A <see cref="SubmitRequest"/> or an <see cref="EndRequest"/>.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <inheritdoc cref="CompleteAsync" path="/exception"/>
    public Task<ControlRequest> EndOfAsync(object question, CancellationToken cancel) =>
        QueryAsync(question, request => !request.IsOpen, cancel);

    private static SubmitRequest NewRequest(
        string kind, IReadOnlyDictionary<string, string> arguments, string by, string? secret) =>
        new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes)), kind, arguments, by, secret);

    private async Task<ControlRequest> QueryAsync(object question, Func<ControlRequest, bool> isDone, CancellationToken cancel)
    {
        var proxy = _proxy ?? throw new ControlPlaneException("This node has not joined its cluster yet.");
        var (started, wait) = (time.GetTimestamp(), _lookMin);
        var progress = "the control plane does not answer";
        while (time.GetElapsedTime(started) < EndWait)
        {
            switch (await QueryOnceAsync(proxy, question, cancel))
            {
                case RequestStatus now when isDone(now.Request):
                    return now.Request;
                case RequestStatus now:
                    progress = $"{now.Request.Steps.Count} steps are done";
                    break;
                case ControlBusy busy:
                    progress = busy.Why;
                    break;
                case ControlRefused refused:
                    throw new ControlPlaneException(refused.Why);
                case Status.Failure failure:
                    progress = failure.Cause.Message;
                    break;
            }

            await Task.Delay(wait, time, cancel);
            wait = wait * 2 < _lookMax ? wait * 2 : _lookMax;
        }

        throw new ControlPlaneException(
            $"Request {(question as SubmitRequest)?.Id ?? (question as EndRequest)?.Id} has not ended within "
            + $"{EndWait.TotalSeconds:0} s: {progress.TrimEnd('.')}. If it was taken, it goes on; 'streamreco cluster history' shows it.");
    }

    private static async Task<object?> QueryOnceAsync(IActorRef proxy, object question, CancellationToken cancel)
    {
        try
        {
            return await proxy.Ask<object>(question, _askTimeout, cancel);
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }
}

/// <summary>What was asked of the control plane was not done, or not yet; the message says why.</summary>
internal sealed class ControlPlaneException(string message) : Exception(message);
