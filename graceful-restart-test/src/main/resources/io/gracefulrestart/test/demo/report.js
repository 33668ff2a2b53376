// Okabe and Ito's colours, which people with any colour vision can tell apart; red is kept for failures, with a shape of its own.
const generationColours = ['#0072B2', '#E69F00', '#009E73', '#CC79A7', '#56B4E9', '#B8A900'];
const failureColour = '#C00000';
const latencyColours = { p50: '#0072B2', p99: '#E69F00', max: '#555555' };

function text(id, value) {
	document.getElementById(id).textContent = value;
}

function cell(row, kind, value) {
	const made = document.createElement(kind);
	made.textContent = value;
	row.append(made);
	return made;
}

function fillTable() {
	const table = document.getElementById('figures');
	const heading = table.createTHead().insertRow();
	cell(heading, 'th', '');
	report.columns.forEach(name => cell(heading, 'th', name));
	const body = table.createTBody();
	for (const row of report.rows) {
		const made = body.insertRow();
		made.className = row.emphasis.toLowerCase();
		const label = cell(made, 'td', row.label);
		if (row.emphasis === 'HEADING') {
			label.colSpan = report.columns.length + 1;
			continue;
		}
		row.cells.forEach((value, i) => {
			const made2 = cell(made, 'td', value);
			if (report.columns[i].startsWith('restart')) {
				made2.className = 'restart';
			}
		});
	}
}

function fillInherited() {
	const body = document.getElementById('inherited').createTBody();
	for (const row of report.inherited) {
		const made = body.insertRow();
		made.className = row.emphasis.toLowerCase();
		cell(made, 'td', row.label);
		cell(made, 'td', row.text);
	}
}

function fillProblems() {
	if (report.problems.length > 0) {
		const section = document.getElementById('problems');
		section.hidden = false;
		report.problems.forEach(problem => cell(section.querySelector('ol'), 'li', problem));
	}
}

// Shades the time of each restart, behind the data.
const restartBands = {
	id: 'restartBands',
	beforeDatasetsDraw(chart) {
		const { ctx, chartArea: area, scales: { x } } = chart;
		ctx.save();
		for (const restart of report.restarts) {
			const from = x.getPixelForValue(restart.from);
			const to = x.getPixelForValue(restart.to);
			ctx.fillStyle = 'rgba(70, 80, 95, 0.13)';
			ctx.fillRect(from, area.top, to - from, area.height);
			if (restart.serving !== null) {
				const serving = x.getPixelForValue(restart.serving);
				ctx.strokeStyle = '#3d4653';
				ctx.setLineDash([5, 4]);
				ctx.beginPath();
				ctx.moveTo(serving, area.top);
				ctx.lineTo(serving, area.bottom);
				ctx.stroke();
			}
		}
		ctx.restore();
	},
	// Above the data, so that no line runs through the name.
	afterDatasetsDraw(chart) {
		const { ctx, chartArea: area, scales: { x } } = chart;
		ctx.save();
		ctx.font = '12px system-ui, sans-serif';
		for (const restart of report.restarts) {
			const from = x.getPixelForValue(restart.from);
			ctx.fillStyle = 'rgba(255, 255, 255, 0.8)';
			ctx.fillRect(from + 2, area.top + 2, ctx.measureText(restart.label).width + 6, 17);
			ctx.fillStyle = '#1b2430';
			ctx.fillText(restart.label, from + 5, area.top + 15);
		}
		ctx.restore();
	}
};

function line(label, colour, values, more) {
	return { label, data: report.slices.map((slice, i) => ({ x: slice.at, y: values(slice, i) })), borderColor: colour, backgroundColor: colour,
		borderWidth: 1.5, pointRadius: 0, stepped: false, ...more };
}

function axis(title, more) {
	return { title: { display: true, text: title }, ...more };
}

// One width for all, so that the plots stand exactly below each other.
function yAxis(title, more) {
	return axis(title, { afterFit: scale => { scale.width = 72; }, ...more });
}

function chart(id, datasets, y) {
	const last = report.slices[report.slices.length - 1];
	new Chart(document.getElementById(id), {
		type: 'line',
		data: { datasets },
		options: {
			animation: false, maintainAspectRatio: false, interaction: { mode: 'index', intersect: false },
			scales: { x: axis('seconds since the load began', { type: 'linear', min: 0, max: last.at, ticks: { maxTicksLimit: 20 } }), y },
			plugins: { legend: { position: 'bottom', labels: { usePointStyle: true, pointStyleWidth: 22 } },
				tooltip: { callbacks: { title: items => items[0].parsed.x.toFixed(1) + ' s' } } }
		},
		plugins: [restartBands]
	});
}

// One area for each generation, on top of each other.
function areas(values) {
	return report.generations.map((name, i) => {
		const colour = generationColours[i % generationColours.length];
		return line(name, colour, slice => values(slice)[i],
			{ stack: 'answered', fill: i === 0 ? 'origin' : '-1', backgroundColor: colour + 'a0', borderWidth: 1, pointStyle: 'rect' });
	});
}

function requestsChart() {
	// The last slice is cut off where the load ended: its rate would be wrong.
	report.slices.pop();
	const perSecond = 1 / report.sliceSeconds;
	const datasets = areas(slice => slice.answered.map(count => count * perSecond));
	const failed = line('failed', failureColour, slice => slice.failed > 0 ? slice.failed * perSecond : null,
		{ stack: 'failed', type: 'scatter', pointStyle: 'crossRot', pointRadius: 6, borderWidth: 2.5, order: -1 });
	chart('requests', [...datasets, failed], yAxis('requests per second', { stacked: true, beginAtZero: true, min: 0 }));
}

function connectionsChart() {
	chart('connections', areas(slice => slice.connections), yAxis('connections', { stacked: true, beginAtZero: true, min: 0 }));
}

function latencyChart() {
	const names = { p50: 'p50', p99: 'p99', max: 'max' };
	chart('latency', Object.keys(names).map(key => line(names[key], latencyColours[key], slice => slice[key],
		{ pointStyle: 'line', borderWidth: key === 'max' ? 1 : 1.8, borderDash: key === 'max' ? [3, 3] : [], spanGaps: false })),
		yAxis('milliseconds, logarithmic', { type: 'logarithmic', ticks: { callback: value => /^[125]/.test(String(value).replace(/^0\.0*/, '')) ? value : null } }));
}

text('verdict', report.verdict);
document.getElementById('verdict').classList.toggle('flawless', report.flawless);
text('setting', [report.started.replace('T', ' ').replace('Z', ' UTC'), ...report.setting].join(' · '));
fillTable();
fillInherited();
fillProblems();
requestsChart();
connectionsChart();
latencyChart();
