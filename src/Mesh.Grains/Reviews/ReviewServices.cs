using Mesh.Strategies.Reviews;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Grains.Reviews;

/// <summary>Adds what reviews need.</summary>
internal static class ReviewServices
{
    /// <summary>Adds desk, figures and rounds.</summary>
    public static IServiceCollection AddReviews(this IServiceCollection services) =>
        services.AddSingleton<ReviewFigures>().AddSingleton<ReviewDesk>().AddSingleton<IReviewDesk>(provider => provider.GetRequiredService<ReviewDesk>()).AddHostedService<ReviewSweep>();
}
