using System.Runtime.InteropServices;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Common;

/// <summary>
/// Ctrl-C and SIGTERM: the first asks for an end in good order by <see cref="Stopping"/>, a second ends the process at
/// once with <see cref="ExitCode.Interrupted"/>.
/// </summary>
internal sealed class ShutdownSignals : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Action<string> _tell;
    private readonly Action<int> _exit;
    private readonly PosixSignalRegistration[] _registrations;
    private int _signals;

    /// <param name="tell">Called at the first signal with a line for people.</param>
    /// <param name="exit">Ends the process; <see cref="Environment.Exit"/> when null.</param>
    public ShutdownSignals(Action<string> tell, Action<int>? exit = null)
    {
        _tell = tell;
        _exit = exit ?? Environment.Exit;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
        ];
    }

    public CancellationToken Stopping => _stopping.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _stopping.Dispose();
    }

    private void OnSignal(PosixSignalContext signal)
    {
        signal.Cancel = true;
        Receive();
    }

    /// <summary>What one signal does.</summary>
    internal void Receive()
    {
        if (Interlocked.Increment(ref _signals) > 1)
        {
            _exit(ExitCode.Interrupted);
            return;
        }

        _tell("Stopping in good order; Ctrl-C again stops at once.");
        _stopping.Cancel();
    }
}
