using Microsoft.Extensions.Hosting;

namespace StreamReco.StreamHost.Logging;

/// <summary>Signals are the command line's business.</summary>
internal sealed class QuietLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
