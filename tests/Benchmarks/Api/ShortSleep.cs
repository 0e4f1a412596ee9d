using System.Runtime.InteropServices;

namespace StreamReco.Benchmarks.Api;

/// <summary>Sleeps for less than a millisecond, which the runtime's own sleep cannot. Of Linux.</summary>
internal static class ShortSleep
{
    public static void For(TimeSpan time)
    {
        var wanted = new TimeSpec { Seconds = (long)time.TotalSeconds, Nanos = (long)time.TotalNanoseconds % 1_000_000_000 };
        _ = Sleep(in wanted, IntPtr.Zero);
    }

#pragma warning disable SYSLIB1054 // A generated import needs unsafe code, which this project has none of.
    [DllImport("libc", EntryPoint = "nanosleep")]
    private static extern int Sleep(in TimeSpec wanted, IntPtr left);
#pragma warning restore SYSLIB1054

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanos;
    }
}
