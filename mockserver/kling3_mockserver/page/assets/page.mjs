const answer = await fetch("health");
const { message, tasks } = await answer.json();
document.querySelector("#state").textContent = answer.ok ? `It runs and holds ${tasks} tasks.` : message;
