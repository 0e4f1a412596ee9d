namespace StreamReco.StreamHost.Tests.Dashboard;

/// <summary>A theory about the dashboard in a real browser: skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DashboardTheoryAttribute : TheoryAttribute
{
    public DashboardTheoryAttribute() => Skip = Chromium.Path is null ? Chromium.HowToHaveOne : null;
}
