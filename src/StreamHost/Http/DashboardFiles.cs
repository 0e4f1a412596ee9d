using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Http;

/// <summary>The dashboard's files, where there are any.</summary>
internal static class DashboardFiles
{
    public static void Use(WebApplication app, HttpOptions options)
    {
        var folder = options.DashboardDirectory.Length > 0 ? Path.GetFullPath(options.DashboardDirectory)
            : Path.Combine(AppContext.BaseDirectory, "dashboard");
        if (!Directory.Exists(folder))
        {
            return;
        }

        var files = new PhysicalFileProvider(folder);
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            ContentTypeProvider = new FileExtensionContentTypeProvider(),
            OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "no-cache",
        });
    }
}
