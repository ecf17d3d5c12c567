// Shows the OpenAPI document of this host. In a file of its own, because the pages allow no inline script.
const place = document.getElementById("api-docs");
document.documentElement.dataset.theme = "light"; // Swagger UI has no dark colours
SwaggerUIBundle({ domNode: place, url: place.dataset.schema, deepLinking: true });
