using System.Diagnostics;
using System.Reflection;
using StreamReco.Stages.Shards;
using Xunit;

namespace StreamReco.TestKit.Measures;

/// <summary>A theory about the CPU time of a thread: skipped where code is not optimised or the clock is not Linux's.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CpuTheoryAttribute : TheoryAttribute
{
    public CpuTheoryAttribute()
    {
        if (!OperatingSystem.IsLinux())
        {
            Skip = "the CPU clock of a thread is read from Linux";
        }
        else if (typeof(FoldStage).Assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true })
        {
            Skip = "build with -c Release: CPU time says something of optimised code only";
        }
    }
}
