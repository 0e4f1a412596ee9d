using System.Diagnostics;
using System.Runtime.InteropServices;

namespace StreamReco.TestKit.Servers;

/// <summary>Sends POSIX signals.</summary>
internal static partial class ProcessSignals
{
    public const int Interrupt = 2;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    public static void Send(Process process, int signal)
    {
        if (Kill(process.Id, signal) != 0)
        {
            throw new InvalidOperationException($"Process {process.Id} did not take signal {signal}.");
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
