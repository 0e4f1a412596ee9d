namespace StreamReco.StreamHost.Tests.Dashboard;

/// <summary>A fact about the dashboard in a real browser: skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DashboardFactAttribute : FactAttribute
{
    public DashboardFactAttribute() => Skip = Chromium.Path is null ? Chromium.HowToHaveOne : null;

    /// <summary>Whether the fact is about the charts, which npm brings.</summary>
    public bool NeedsCharts
    {
        get;
        set
        {
            field = value;
            var library = Path.Combine(AppContext.BaseDirectory, "dashboard", "charts", "uPlot.esm.js");
            Skip ??= value && !File.Exists(library) ? "install npm and run eng/dashboard, then build again" : null;
        }
    }
}
